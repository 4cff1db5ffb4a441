import { isHigherBetter, metricName } from "../metrics/index.js";
import { formatBytes, formatCount, formatDuration, formatMilliseconds } from "../shared/index.js";
import type { ComparedModel, Comparison, Figure } from "./types.js";
import { scoreText } from "./words.js";

/** One model's figure, as text and as the number behind it; undefined where it has none. */
export interface FigureCell {
  readonly text: string;
  readonly value: number;
  /** Whether no other model's is better; never where all are alike. */
  readonly isBest?: boolean;
}

/** Parts of the table. */
export type FigureGroup = "quality" | "training" | "cost";

/** One figure of all models. */
export interface FigureRow {
  readonly group: FigureGroup;
  /** A stable name: the column of a CSV file. */
  readonly key: string;
  readonly label: string;
  /** In the order of the models. */
  readonly cells: readonly (FigureCell | undefined)[];
}

/** Whether more of it is better; undefined where neither is. */
type Better = "more" | "less" | undefined;

interface RowInput {
  readonly group: FigureGroup;
  readonly key: string;
  readonly label: string;
  readonly better: Better;
  readonly cell: (model: ComparedModel) => Omit<FigureCell, "isBest"> | undefined;
}

/** Every figure of a comparison; those that no model has are left out. */
export function figureRows(comparison: Comparison): FigureRow[] {
  const inputs = [...qualityRows(comparison), ...trainingRows(comparison), ...costRows(comparison)];
  return inputs
    .map(({ cell, better, ...row }) => ({ ...row, cells: marked(comparison.models.map(cell), better) }))
    .filter(({ cells }) => cells.some((cell) => cell !== undefined));
}

/** Shares of right answers by task and level. */
function accuracies({ task, models, split }: Comparison): string[] {
  const known = Object.keys(models[0]?.metrics[split] ?? {});
  if (task === "multi-class") return ["accuracy"];
  if (task === "multi-label") return ["subset_accuracy"];
  return ["path_accuracy", ...known.filter((name) => /^[^.]+\.(?:accuracy|subset_accuracy)$/u.test(name))];
}

/** Precision, recall and F1, averaged as the task asks. */
function averages({ task }: Comparison): string[] {
  const kinds = { "multi-class": ["macro"], "multi-label": ["micro", "macro"] }[task] ?? ["hierarchical", "macro"];
  return kinds.flatMap((kind) => ["precision", "recall", "f1"].map((figure) => `${kind}_${figure}`));
}

function qualityRows(comparison: Comparison): RowInput[] {
  const { split, metric, headline } = comparison;
  const splits = ["train", "validation", split].filter((name, at, all) => all.indexOf(name) === at);
  const row = (name: string, own: string): RowInput => ({
    group: "quality",
    key: `${name}.${own}`,
    label: `${name} ${metricName(own)}`,
    better: isHigherBetter(own) ? "more" : "less",
    cell: (model) =>
      withInterval(model, { split: name, metric: own, isCompared: name === split && headline.includes(own) }),
  });
  const shown = accuracies(comparison);
  const others = [...averages(comparison), ...headline].filter((own, at, all) => all.indexOf(own) === at);
  return [
    ...shown.flatMap((own) => splits.map((name) => row(name, own))),
    {
      group: "quality",
      key: "generalisation_gap",
      label: `gap of ${metricName(metric)}, train to ${split}`,
      better: undefined,
      cell: ({ gap }) => gap && { text: spreadText(gap, scoreText), value: gap.mean },
    },
    ...others.filter((own) => !shown.includes(own)).map((own) => row(split, own)),
  ];
}

function trainingRows(_: Comparison): RowInput[] {
  const whole = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(1));
  const row = (key: string, label: string, rest: Pick<RowInput, "better" | "cell">): RowInput => ({
    group: "training",
    key,
    label,
    ...rest,
  });
  return [
    row("train_texts", "training texts", { better: undefined, cell: ({ train_texts: n }) => number(n, formatCount) }),
    row("best_epoch", "best epoch", { better: undefined, cell: ({ best_epoch: own }) => spread(own, whole) }),
    row("epochs", "epochs", { better: undefined, cell: ({ epochs }) => spread(epochs, whole) }),
    row("train_seconds", "training time", {
      better: "less",
      cell: ({ train_seconds: own }) => spread(own, formatDuration),
    }),
    row("peak_memory_mib", "peak memory", {
      better: "less",
      cell: ({ peak_memory_mib: mib }) => number(mib, (value) => formatBytes(value * 2 ** 20)),
    }),
  ];
}

function costRows({ models }: Comparison): RowInput[] {
  const words = models.map(({ inference_ms: { words: own } }) => own).find((own) => own !== undefined);
  const length = words === undefined ? "" : ` (${Math.round(words)} words)`;
  const row = (key: string, label: string, cell: RowInput["cell"]): RowInput => ({
    group: "cost",
    key,
    label,
    better: "less",
    cell,
  });
  return [
    row("inference_p50_ms", `one text${length}, p50`, (model) => number(model.inference_ms.p50, formatMilliseconds)),
    row("inference_p95_ms", `one text${length}, p95`, (model) => number(model.inference_ms.p95, formatMilliseconds)),
    row("inference_batch_ms", "a text at batch 32", (model) => number(model.inference_ms.batch, formatMilliseconds)),
    row("parameters", "parameters", (model) => number(model.parameters, formatCount)),
    row("trainable", "trainable", (model) => number(model.trainable, formatCount)),
    row("layers", "layers", (model) => number(model.layers, formatCount)),
    row("size_bytes", "size on disk", (model) => number(model.size_bytes, formatBytes)),
  ];
}

function withInterval(
  model: ComparedModel,
  { split, metric, isCompared }: { readonly split: string; readonly metric: string; readonly isCompared: boolean },
): Omit<FigureCell, "isBest"> | undefined {
  const figure = model.metrics[split]?.[metric];
  if (!figure) return undefined;
  const interval = isCompared && model.seeds.length === 1 ? model.intervals[metric] : undefined;
  const range = interval ? ` [${scoreText(interval.lower)}, ${scoreText(interval.upper)}]` : "";
  return { text: `${spreadText(figure, scoreText)}${range}`, value: figure.mean };
}

function spread(figure: Figure | undefined, text: (value: number) => string): Omit<FigureCell, "isBest"> | undefined {
  return figure && { text: spreadText(figure, text), value: figure.mean };
}

/** The mean, with ± the standard deviation of several seeds. */
function spreadText({ mean, sd, values }: Figure, text: (value: number) => string): string {
  return values.length > 1 ? `${text(mean)} ± ${text(sd)}` : text(mean);
}

function number(value: number | undefined, text: (value: number) => string): Omit<FigureCell, "isBest"> | undefined {
  return value === undefined ? undefined : { text: text(value), value };
}

function marked(
  cells: readonly (Omit<FigureCell, "isBest"> | undefined)[],
  better: Better,
): (FigureCell | undefined)[] {
  const values = cells.flatMap((cell) => (cell ? [cell.value] : []));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (better === undefined || values.length < 2 || least === most) return [...cells];
  const best = better === "more" ? most : least;
  return cells.map((cell) => cell && { ...cell, isBest: cell.value === best });
}
