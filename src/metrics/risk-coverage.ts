import { invariant } from "../shared/index.js";
import { entry, ratio } from "./ids.js";
import { rankingScores } from "./ranking.js";
import type { Outcomes } from "./reliability.js";

/** What answering only from a threshold on would mean. */
export interface RiskCoveragePoint {
  /** Answers are given where the confidence is at least this. */
  readonly threshold: number;
  /** The share of examples that get an answer, in (0, 1]. */
  readonly coverage: number;
  /** The share of answers that are wrong. */
  readonly risk: number;
}

/**
 * The risk–coverage curve (El-Yaniv & Wiener 2010): a point a distinct confidence, from the surest examples to all.
 * @param confidences  [N], any scores: larger is surer
 * @param right        [N] whether each prediction is right
 */
export function riskCoverageCurve(confidences: ArrayLike<number>, right: Outcomes): RiskCoveragePoint[] {
  const points: RiskCoveragePoint[] = [];
  for (const { threshold, end, errors } of tiedGroups(confidences, right)) {
    points.push({ threshold, coverage: end / confidences.length, risk: errors / end });
  }
  return points;
}

/**
 * The area under the risk–coverage curve (AURC; Geifman et al. 2019): the mean of the risks of answering the surest
 * 1, 2, … N examples; lower is better. Among equal confidences every order is as likely, and the mean over them is taken.
 */
export function riskCoverageArea(confidences: ArrayLike<number>, right: Outcomes): number {
  let area = 0;
  let start = 0;
  let before = 0;
  for (const { end, errors } of tiedGroups(confidences, right)) {
    const share = (errors - before) / (end - start);
    for (let k = start + 1; k <= end; k++) area += (before + share * (k - start)) / k;
    start = end;
    before = errors;
  }
  return ratio(area, confidences.length);
}

/**
 * How well confidence tells texts of the task from others (AUROC; Hendrycks & Gimpel 2017): the probability that a text
 * in scope is given more confidence than one out of scope, ties half. Undefined where either list is empty.
 */
export function outOfScopeAuroc(inScope: ArrayLike<number>, outOfScope: ArrayLike<number>): number | undefined {
  const scores = [...Array.from(inScope), ...Array.from(outOfScope)];
  return rankingScores(
    scores,
    scores.map((_, i) => i < inScope.length),
  ).rocAuc;
}

/** The examples of equal confidence, the surest first: how many stand up to their end, and how many of these are wrong. */
function* tiedGroups(confidences: ArrayLike<number>, right: Outcomes) {
  invariant(confidences.length === right.length, `${confidences.length} confidences, ${right.length} outcomes`);
  const order = Uint32Array.from(confidences, (_, i) => i).sort(
    (a, b) => entry(confidences, b) - entry(confidences, a),
  );
  let errors = 0;
  for (let end = 0; end < order.length; ) {
    const threshold = entry(confidences, entry(order, end));
    for (; end < order.length && entry(confidences, entry(order, end)) === threshold; end++) {
      if (!entry(right, entry(order, end))) errors++;
    }
    yield { threshold, end, errors };
  }
}
