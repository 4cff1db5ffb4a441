import { mean, type Rng } from "../shared/index.js";
import type { Interval } from "../statistics/index.js";
import { meanAgreement } from "./agreement.js";
import { meanFaithfulness } from "./faithfulness.js";
import { type Columns, meanIntervals } from "./sample-intervals.js";
import type { Faithfulness, Method, SampleHead, SampleMethod, TargetExplanation, TextExplanation } from "./types.js";

const FIGURES = ["deletion_area", "insertion_area", "comprehensiveness", "sufficiency"] as const;

/** How well methods explain what is said, level by level. Of several labels of a text the mean counts. */
export function sampleHeads(texts: readonly TextExplanation[], rng: Rng): SampleHead[] {
  const names = [...new Set(texts.flatMap(({ targets }) => targets.map(({ head }) => head)))];
  return names.map((head) => {
    const own = texts
      .map(({ targets }) => targets.filter((target) => target.head === head && target.faithfulness.length > 0))
      .filter((targets) => targets.length > 0);
    return headFigures(head, own, rng.split(head));
  });
}

function headFigures(head: string, texts: readonly (readonly TargetExplanation[])[], rng: Rng): SampleHead {
  const all = texts.flat();
  const order = all[0]?.faithfulness.map(({ method }) => method) ?? [];
  const measured = new Map(order.map((method) => [method, texts.map((targets) => ofMethod(targets, method))]));
  const intervals = meanIntervals(columnsOf(measured), rng);
  const methods = order.map((method): SampleMethod => {
    const own = measured.get(method) ?? [];
    const { deletion, insertion } = meanFaithfulness(own);
    const [deletionArea, insertionArea, comprehensiveness, sufficiency] = FIGURES.map(
      (figure) => intervals[`${method}:${figure}`] as Interval,
    ) as [Interval, Interval, Interval, Interval];
    const over = intervals[`${method}:over_random`];
    return {
      method,
      deletion,
      insertion,
      deletion_area: deletionArea,
      insertion_area: insertionArea,
      comprehensiveness,
      sufficiency,
      ...(over ? { over_random: over } : {}),
    };
  });
  const asked = order.filter((method): method is Method => method !== "random");
  const agreement = meanAgreement(
    asked,
    all.map((target) => target.agreement),
  );
  return { head, texts: texts.length, methods, agreement, ...completenessOf(all) };
}

function ofMethod(targets: readonly TargetExplanation[], method: string): Faithfulness {
  return meanFaithfulness(targets.flatMap(({ faithfulness }) => faithfulness.filter((one) => one.method === method)));
}

function columnsOf(measured: ReadonlyMap<string, readonly Faithfulness[]>): Columns {
  const random = measured.get("random");
  const columns: Record<string, number[]> = {};
  for (const [method, own] of measured) {
    for (const figure of FIGURES) columns[`${method}:${figure}`] = own.map((one) => one[figure]);
    if (method === "random" || !random) continue;
    columns[`${method}:over_random`] = own.map(
      (one, text) => one.comprehensiveness - (random[text] as Faithfulness).comprehensiveness,
    );
  }
  return columns;
}

function completenessOf(targets: readonly TargetExplanation[]): Pick<SampleHead, "completeness"> {
  const errors = targets
    .flatMap(({ attributions }) => attributions.flatMap(({ completeness }) => completeness?.relative_error ?? []))
    .sort((a, b) => a - b);
  const middle = errors.length / 2;
  const median = mean([errors[Math.ceil(middle) - 1] as number, errors[Math.floor(middle)] as number]);
  return errors.length === 0 ? {} : { completeness: { median, largest: errors.at(-1) as number } };
}
