import type { LabelRow, SplitEvaluation } from "../../evaluation/index.js";
import type { TableCell, TableColumn } from "../terminal/index.js";

type Metrics = SplitEvaluation["metrics"];

/** The columns of a report, its lines of labels and averages, and the metrics that it shows so or that follow from these. */
export interface Layout {
  readonly columns: readonly TableColumn[];
  readonly cells: (row: LabelRow) => TableCell[];
  readonly averages: (rows: readonly LabelRow[], metrics: Metrics) => TableCell[][];
  readonly inTable: RegExp;
}

const score = (header: string): TableColumn => ({ header, decimals: 3, align: "right" });
const whole = (header: string): TableColumn => ({ header, align: "right" });

const SCORE_COLUMNS: readonly TableColumn[] = [
  { header: "label", align: "left" },
  score("precision"),
  score("recall"),
  score("f1"),
  whole("support"),
];

const average = (kind: string, metrics: Metrics): TableCell[] => [
  `${kind} avg`,
  ...["precision", "recall", "f1"].map((name) => metrics[`${kind}_${name}`]),
];

const supportOf = (rows: readonly LabelRow[]): number => rows.reduce((sum, { support }) => sum + support, 0);

/** One label a text: how many of its texts each label was given. */
export const CLASS_LAYOUT: Layout = {
  columns: [...SCORE_COLUMNS, whole("right"), score("accuracy")],
  cells: ({ label, precision, recall, f1, support, right }) => {
    const accuracy = support > 0 ? right / support : undefined;
    return [label, precision, recall, f1, support, `${right}/${support}`, accuracy];
  },
  averages: (rows, metrics) => {
    const support = supportOf(rows);
    const right = rows.reduce((sum, row) => sum + row.right, 0);
    const { accuracy } = metrics;
    const first: TableCell[] =
      accuracy === undefined
        ? [...average("micro", metrics), support]
        : ["accuracy", undefined, undefined, accuracy, support, `${right}/${support}`, accuracy];
    return [first, [...average("macro", metrics), support], [...average("weighted", metrics), support]];
  },
  inTable: /^(?:accuracy|balanced_accuracy|(?:micro|macro|weighted)_(?:precision|recall|f1))$/u,
};

/** A set of labels a text: what each label must reach, and how well its probability ranks. */
export const SET_LAYOUT: Layout = {
  columns: [...SCORE_COLUMNS, whole("predicted"), score("threshold"), score("ROC-AUC"), score("AP")],
  cells: ({ label, precision, recall, f1, support, predicted, threshold, roc_auc: auc, average_precision: area }) => [
    ...[label, precision, recall, f1, support, predicted],
    ...[threshold, auc, area],
  ],
  averages: (rows, metrics) => {
    const predicted = rows.reduce((sum, row) => sum + row.predicted, 0);
    return ["micro", "macro", "weighted", "samples"].map((kind) => [
      ...average(kind, metrics),
      ...(kind === "samples" ? [] : [supportOf(rows), predicted, undefined]),
      ...(kind === "samples" ? [] : [metrics[`${kind}_roc_auc`], metrics[`${kind}_average_precision`]]),
    ]);
  },
  inTable: /^(?:micro|macro|weighted|samples)_(?:precision|recall|f1|roc_auc|average_precision)$/u,
};
