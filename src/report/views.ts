import type {
  CalibrationEvaluation,
  ConfusionRows,
  Evaluation,
  LabelRow,
  Prediction,
  SplitEvaluation,
} from "../evaluation/index.js";
import type { Metrics } from "../metrics/index.js";

/** What was said of the texts of a split, by labels of one kind: all of them, or those of a level. */
export interface View {
  /** The level; empty where there is one kind of labels. */
  readonly name: string;
  /** one: a label a text. set: any number. */
  readonly kind: "one" | "set";
  /** Those of the model, then those that only the references have. */
  readonly labels: readonly string[];
  readonly rows: readonly LabelRow[];
  readonly metrics: Metrics;
  readonly best?: string;
  readonly worst?: string;
  readonly confusion?: ConfusionRows;
  readonly calibration?: CalibrationEvaluation;
  /** Label ids a text; none where the text doesn't reach the level. */
  readonly gold: readonly (readonly number[])[];
  readonly predicted: readonly (readonly number[])[];
  /** [N × labels], 0 for labels that the model doesn't know */
  readonly scores: Float32Array;
}

type Scores = Readonly<Record<string, number>>;

/** The views of a split: one, or one a level. */
export function viewsOf(evaluation: Evaluation, split: SplitEvaluation, texts: readonly Prediction[]): View[] {
  const { labels, task } = evaluation;
  const levels = Object.entries(split.levels ?? {});
  const nested = texts.some(({ scores }) => Object.values(scores).some((value) => typeof value === "object"));
  if (levels.length === 0 || (!nested && texts.length > 0 && levels.length > 1)) {
    const own = (Array.isArray(labels) ? labels : Object.values(labels).flat()) as readonly string[];
    const rows = split.per_label;
    const kind = task === "multi-class" ? "one" : "set";
    return [
      view(
        { name: "", kind, own, rows, texts, pick: (given) => asList(given), score: ({ scores }) => scores as Scores },
        split,
      ),
    ];
  }
  return levels.map(([name, level], depth) => {
    const own = (
      Array.isArray(labels) ? labels : ((labels as Record<string, string[]>)[name] ?? [])
    ) as readonly string[];
    const rows = split.per_label.filter((row) => row.level === name);
    const pick = (given: string | readonly string[]): readonly string[] => asList(given).slice(depth, depth + 1);
    const score = ({ scores }: Prediction): Scores =>
      (nested ? (scores as Record<string, Scores>)[name] : (scores as Scores)) ?? {};
    return view({ name, kind: "one", own, rows, texts, pick, score }, level);
  });
}

interface Source {
  readonly name: string;
  readonly kind: "one" | "set";
  readonly own: readonly string[];
  readonly rows: readonly LabelRow[];
  readonly texts: readonly Prediction[];
  readonly pick: (given: string | readonly string[]) => readonly string[];
  readonly score: (text: Prediction) => Scores;
}

type Figures = Pick<SplitEvaluation, "metrics" | "best_label" | "worst_label" | "confusion" | "calibration">;

function view({ name, kind, own, rows, texts, pick, score }: Source, figures: Figures): View {
  const ids = new Map(own.map((label, id) => [label, id]));
  const idOf = (label: string): number => {
    const known = ids.get(label);
    if (known !== undefined) return known;
    ids.set(label, ids.size);
    return ids.size - 1;
  };
  for (const { label } of rows) idOf(label);
  const gold = texts.map((text) => pick(text.gold).map(idOf));
  const predicted = texts.map((text) => pick(text.predicted).map(idOf));
  const width = ids.size;
  const scores = new Float32Array(texts.length * width);
  for (const [row, text] of texts.entries()) {
    for (const [label, value] of Object.entries(score(text))) {
      const id = ids.get(label);
      if (id !== undefined) scores[row * width + id] = value;
    }
  }
  return {
    ...{ name, kind, labels: [...ids.keys()], rows, gold, predicted, scores },
    metrics: figures.metrics,
    ...(figures.best_label === undefined ? {} : { best: figures.best_label }),
    ...(figures.worst_label === undefined ? {} : { worst: figures.worst_label }),
    ...(figures.confusion === undefined ? {} : { confusion: figures.confusion }),
    ...(figures.calibration === undefined ? {} : { calibration: figures.calibration }),
  };
}

function asList(given: string | readonly string[]): readonly string[] {
  return typeof given === "string" ? [given] : given;
}

/** How sure the answer of a text is: of one label its probability; of a set that of its least sure decision. */
export function sureness({ kind, predicted, scores, labels }: View, row: number): number {
  const width = labels.length;
  const own = new Set(predicted[row]);
  const at = (id: number): number => scores[row * width + id] ?? 0;
  if (kind === "one") return at(predicted[row]?.[0] ?? -1);
  let least = 1;
  for (let id = 0; id < width; id++) least = Math.min(least, own.has(id) ? at(id) : 1 - at(id));
  return least;
}

/** Whether the answer to a text is exactly right. */
export function isRight({ gold, predicted }: Pick<View, "gold" | "predicted">, row: number): boolean {
  const [wanted, given] = [gold[row] ?? [], predicted[row] ?? []];
  return wanted.length === given.length && wanted.every((id) => given.includes(id));
}
