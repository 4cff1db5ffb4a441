import { type DataTable, type Figure, formatNumber, heatMap, lineChart } from "../../page/index.js";
import { type Agreement, CURVE, type Faithfulness, type Method } from "../types.js";
import { methodName } from "../warnings.js";

/** Curves of one method's order. */
export interface MethodCurves extends Pick<Faithfulness, "deletion" | "insertion"> {
  readonly method: Method | "random";
}

/** The deletion and the insertion curves of all methods; random orders are dashed. */
export function curveFigures(
  curves: readonly MethodCurves[],
  { id, of }: { readonly id: string; readonly of: string },
): Figure[] {
  const figure = (kind: "deletion" | "insertion", caption: string): Figure =>
    lineChart({
      id: `${id}-${kind}`,
      title: `${kind === "deletion" ? "Deletion" : "Insertion"} curves, ${of}`,
      caption,
      x: { name: "share of the words", min: 0, max: 1 },
      y: { name: "probability of the label", min: 0, max: 1 },
      series: curves.map((one) => ({
        name: methodName(one.method),
        points: one[kind].map((value, at) => [CURVE[at] as number, value] as const),
        dashed: one.method === "random",
        ...(one.method === "random" ? { color: "muted" as const } : {}),
      })),
    });
  return [
    figure(
      "deletion",
      "The words that a method ranks first are taken out first: the steeper the fall, the better it knows them.",
    ),
    figure("insertion", "They are put into an empty text first: the sooner the probability is there, the better."),
  ];
}

/** How alike the methods rank the words. */
export function agreementFigure(
  { methods, spearman, kendall }: Agreement,
  { id, of }: { readonly id: string; readonly of: string },
): Figure {
  const names = methods.map(methodName);
  return heatMap({
    id: `${id}-agreement`,
    title: `Rank agreement between methods, ${of}`,
    caption: "Spearman's ρ of the words' scores: 1 is the same order, 0 none, −1 the reverse.",
    rows: names,
    columns: names,
    values: spearman.map((row) => row.map((value) => (Number.isFinite(value) ? value : undefined))),
    format: (value) => value.toFixed(2).replace("-", "−"),
    share: (value) => (value + 1) / 2,
    scale: "score",
    table: {
      caption: "Kendall's τ-b of the same",
      columns: [{ header: "method" }, ...names.map((header) => ({ header, numeric: true }))],
      rows: kendall.map((row, at) => [
        names[at],
        ...row.map((value) => ({ show: formatNumber(value, 2), sort: value })),
      ]),
    },
  });
}

const FIGURES = ["deletion_area", "insertion_area", "comprehensiveness", "sufficiency"] as const;

/** The columns of the figures of faithfulness. */
export const GRADE_COLUMNS: DataTable["columns"] = [
  { header: "method" },
  { header: "deletion area ↓", numeric: true, help: "area under the deletion curve; lower is better" },
  { header: "insertion area ↑", numeric: true, help: "area under the insertion curve; higher is better" },
  {
    header: "comprehensiveness ↑",
    numeric: true,
    help: "probability lost without the first 1, 5, 10, 20 and 50 % of the words, a mean; higher is better",
  },
  {
    header: "sufficiency ↓",
    numeric: true,
    help: "probability lost with these words alone, a mean; lower is better",
  },
];

/** The figures of one text's orders. */
export function gradeTable(measured: readonly (Faithfulness & { readonly method: Method | "random" })[]): DataTable {
  return {
    caption: "Faithfulness: what taking words out does to the probability",
    columns: GRADE_COLUMNS,
    rows: measured.map((one) => [
      one.method === "random" ? "random orders, their mean" : methodName(one.method),
      ...FIGURES.map((name) => ({ show: formatNumber(one[name], 3), sort: one[name] })),
    ]),
    filter: false,
  };
}
