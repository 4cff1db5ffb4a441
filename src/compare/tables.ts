import { metricName } from "../metrics/index.js";
import { COSTS } from "./costs.js";
import { type FigureGroup, figureRows } from "./figure-rows.js";
import { TEST_NAMES } from "./pairs.js";
import type { Comparison, MetricDifference } from "./types.js";
import { COST_NAMES, scoreText } from "./words.js";

/** A cell: what is shown, and the number behind it where it is one. */
export interface TextCell {
  readonly text: string;
  readonly value?: number;
  readonly isBest?: boolean;
}

/** A table that any form of output can show. */
export interface TextTable {
  readonly title: string;
  readonly columns: readonly { readonly header: string; readonly align: "left" | "right" }[];
  readonly rows: readonly (readonly TextCell[])[];
}

const EMPTY: TextCell = { text: "" };
/** With more models than this, models are rows and figures are columns. */
const MOST_COLUMNS = 4;

const TITLES: Readonly<Record<FigureGroup, string>> = { quality: "Quality", training: "Training", cost: "Cost" };

/** The figures: a row a figure with few models, else a row a model, a table a group. */
export function figureTables(comparison: Comparison, { mostColumns = MOST_COLUMNS } = {}): TextTable[] {
  const modelsAsRows = comparison.models.length > mostColumns;
  const rows = figureRows(comparison);
  const names = comparison.models.map(({ name }) => name);
  const groups = (["quality", "training", "cost"] as const).filter((group) => rows.some((row) => row.group === group));
  return groups.map((group) => {
    const own = rows.filter((row) => row.group === group);
    const byFigure = own.map(({ label, cells }) => [{ text: label }, ...cells.map((cell) => cell ?? EMPTY)]);
    const byModel = names.map((name, model) => [{ text: name }, ...own.map(({ cells }) => cells[model] ?? EMPTY)]);
    const heads = modelsAsRows ? own.map(({ label }) => label) : names;
    const columns = [left(modelsAsRows ? "model" : ""), ...heads.map(right)];
    return { title: TITLES[group], columns, rows: modelsAsRows ? byModel : byFigure };
  });
}

/** Every pair with every tested metric, or with the deciding one alone. */
export function pairTable(
  { pairs, headline, metric: deciding, statistics }: Comparison,
  { all = true } = {},
): TextTable {
  const isCorrected = pairs.length > 1;
  const rows = pairs.flatMap(({ first, second, metrics }) =>
    (all ? headline : [deciding]).map((metric) =>
      pairRow(`${first} − ${second}`, metric, { own: metrics[metric], isCorrected }),
    ),
  );
  const columns = [
    ...[
      left("pair"),
      left("metric"),
      right("difference"),
      right(`${100 * statistics.confidence} % interval`),
      right("p"),
    ],
    ...(isCorrected ? [right("p, Holm")] : []),
    left("test"),
  ];
  return { title: "Differences", columns, rows };
}

function pairRow(
  pair: string,
  metric: string,
  { own, isCorrected }: { readonly own: MetricDifference | undefined; readonly isCorrected: boolean },
): TextCell[] {
  const start = [{ text: pair }, { text: metricName(metric) }];
  if (!own) return start;
  const { difference, lower, upper, p, test, adjusted_p: adjusted } = own;
  return [
    ...start,
    { text: signed(difference), value: difference },
    { text: `[${signed(lower)}, ${signed(upper)}]` },
    { text: pNumber(p[test] ?? 1), value: p[test] ?? 1 },
    ...(isCorrected ? [{ text: pNumber(adjusted), value: adjusted }] : []),
    { text: TEST_NAMES[test] },
  ];
}

/** The share of equal answers, and Cohen's κ, between all models. */
export function agreementTable({ models, agreement }: Comparison): TextTable {
  const names = models.map(({ name }) => name);
  const rows = names.map((name, i) => [
    { text: name },
    ...names.map((_, j): TextCell => {
      const [equal, kappa] = [agreement.equal[i]?.[j] ?? 0, agreement.kappa[i]?.[j] ?? 0];
      const isOwn = i === j && models[i]?.seeds.length === 1;
      return isOwn ? { text: "–" } : { text: `${(100 * equal).toFixed(1)} % (κ ${kappa.toFixed(2)})`, value: equal };
    }),
  ]);
  return { title: "Agreement", columns: [left(""), ...names.map(right)], rows };
}

/** What the others save against the baseline; undefined without one. */
export function compressionRows({ baseline, compression, metric }: Comparison): TextTable | undefined {
  if (!baseline || !compression) return undefined;
  const rows = compression.map(({ name, costs, difference, kept }) => [
    { text: name },
    ...COSTS.map((cost): TextCell => {
      const saving = costs[cost];
      return saving
        ? { text: `${ratioText(saving.ratio)} (${reductionText(saving.reduction)})`, value: saving.ratio }
        : EMPTY;
    }),
    { text: signed(difference), value: difference },
    { text: `${(100 * kept).toFixed(1)} %`, value: kept },
  ]);
  const columns = [
    left("model"),
    ...COSTS.map((cost) => right(COST_NAMES[cost])),
    right(metricName(metric)),
    right("kept"),
  ];
  return { title: `Against ${baseline}`, columns, rows };
}

/** The deciding metric at each share of the training texts; undefined without learning curves. */
export function learningTable({ learning_curves: curves, metric, split }: Comparison): TextTable | undefined {
  if (!curves || curves.length === 0) return undefined;
  const shares = [...new Set(curves.flatMap(({ points }) => points.map(({ share }) => share)))].sort((a, b) => a - b);
  const rows = curves.map(({ name, points }) => [
    { text: name },
    ...shares.map((share): TextCell => {
      const figure = points.find((point) => point.share === share)?.metrics[metric];
      return figure ? { text: scoreText(figure.mean), value: figure.mean } : EMPTY;
    }),
  ]);
  const columns = [left("model"), ...shares.map((share) => right(`${Number((100 * share).toPrecision(4))} %`))];
  return { title: `Learning curve: ${split} ${metricName(metric)} by share of the training texts`, columns, rows };
}

function left(header: string) {
  return { header, align: "left" } as const;
}

function right(header: string) {
  return { header, align: "right" } as const;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}

function pNumber(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

function ratioText(ratio: number): string {
  return `${ratio >= 100 ? ratio.toFixed(0) : ratio.toFixed(ratio >= 10 ? 1 : 2)}×`;
}

function reductionText(reduction: number): string {
  return `${reduction < 0 ? "+" : "−"}${Math.abs(reduction).toFixed(1)} %`;
}
