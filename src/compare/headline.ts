import type { Prediction } from "../evaluation/index.js";
import type { LabelSpace, Task } from "../labels/index.js";

/** The metric that decides where none is asked for, a task each: that of the diagnosis. */
const DECIDING: Readonly<Record<Task, string>> = {
  "multi-class": "accuracy",
  "multi-label": "micro_f1",
  hierarchical: "hierarchical_f1",
};

/** The metrics that are tested, of those that the runs have; `level` stands for each level. */
const TESTED: Readonly<Record<Task, readonly RegExp[]>> = {
  "multi-class": [/^accuracy$/u, /^macro_f1$/u],
  "multi-label": [/^micro_f1$/u, /^macro_f1$/u, /^subset_accuracy$/u],
  hierarchical: [/^hierarchical_f1$/u, /^path_accuracy$/u, /^[^.]+\.accuracy$/u, /^[^.]+\.macro_f1$/u, /^micro_f1$/u],
};

/** The deciding metric of a task. */
export function decidingMetric(task: Task): string {
  return DECIDING[task];
}

/** The headline metrics of a task among those that there are, in the order of importance; `first` before all. */
export function headlineMetrics(task: Task, known: readonly string[], first: string): string[] {
  const found = TESTED[task].flatMap((pattern) => known.filter((name) => pattern.test(name)));
  // Of one path, micro F1 is the accuracy of its deepest node again.
  const own =
    task === "hierarchical" && known.includes("accuracy") ? found.filter((name) => name !== "micro_f1") : found;
  return [...new Set([first, ...own])].filter((name) => known.includes(name));
}

/** What answers look like. */
export interface AnswerForm {
  /** Names of the levels of one path a text; empty else. */
  readonly levels: readonly string[];
  /** Whether an answer is a set, whose order says nothing. */
  readonly isSet: boolean;
}

/** The form of the answers of a label space. */
export function answerForm({ task, heads, parents }: LabelSpace): AnswerForm {
  const isPath = task === "hierarchical" && parents === undefined;
  return {
    levels: isPath ? heads.map(({ name }) => name) : [],
    isSet: task === "multi-label" || parents !== undefined,
  };
}

/**
 * Which answers are right, of the texts that a metric counts; undefined for metrics that are no share of right answers.
 * McNemar's test is of these.
 */
export function rightAnswers(metric: string, rows: readonly Prediction[], form: AnswerForm): boolean[] | undefined {
  const level = /^(.+)\.accuracy$/u.exec(metric)?.[1];
  if (level !== undefined) {
    const depth = form.levels.indexOf(level);
    if (depth < 0) return undefined;
    const reaching = rows.filter(({ gold }) => gold[depth] !== undefined);
    return reaching.map(({ gold, predicted }) => gold[depth] === predicted[depth]);
  }
  // Of a path, "accuracy" is of its deepest node: the path's own is tested so.
  const isShare = form.levels.length > 0 ? ["path_accuracy"] : ["accuracy", "subset_accuracy", "path_accuracy"];
  if (!isShare.includes(metric)) return undefined;
  return rows.map(({ gold, predicted }) => answerKey(predicted, form) === answerKey(gold, form));
}

/** An answer as a text that is equal for equal answers. */
export function answerKey(said: Prediction["gold"], { isSet }: AnswerForm): string {
  if (typeof said === "string") return said;
  return JSON.stringify(isSet ? [...said].sort() : said);
}
