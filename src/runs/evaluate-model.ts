import type { Classifier } from "../classifier/index.js";
import { evaluateScores, type Prediction, type SplitEvaluation } from "../evaluation/index.js";
import { type Gold, type LabelSpace, rowOf } from "../labels/index.js";
import { present } from "../shared/index.js";

/** A labelled text with its name. */
export interface EvaluationExample {
  readonly id: string;
  /** As it was read. */
  readonly text: string;
  readonly gold: Gold;
}

/** Figures of a split, and what the model said of each text. */
export interface EvaluatedSplit {
  readonly evaluation: SplitEvaluation;
  readonly predictions: readonly Prediction[];
}

/** Runs a classifier over labelled texts and measures it; what the model gave already need not be computed again. */
export async function evaluateExamples(
  classifier: Classifier,
  split: string,
  examples: readonly EvaluationExample[],
  logits?: readonly Float32Array[],
): Promise<EvaluatedSplit> {
  const { space } = classifier;
  const golds = examples.map((example) => example.gold);
  const scores = logits
    ? classifier.probabilities(logits)
    : await classifier.scores(examples.map((example) => example.text));
  const predicted = classifier.answers(scores);
  const predictions = examples.map((example, row): Prediction => {
    const own = rowOf(scores, row, examples.length);
    const { id, text, gold } = example;
    const answer = present(predicted[row], "an answer");
    return { id, split, text, gold: plain(space, gold), predicted: plain(space, answer), scores: named(space, own) };
  });
  const { labels: rule } = classifier.decisions;
  const thresholds = rule?.kind === "thresholds" ? rule.values : undefined;
  const method = space.task === "hierarchical" ? classifier.hierarchy.method : undefined;
  return { evaluation: evaluateScores(space, { golds, scores, predicted, thresholds, method }), predictions };
}

/** One label as itself, a path as a list. */
function plain(space: LabelSpace, gold: Gold): string | readonly string[] {
  return space.task === "multi-class" ? (gold[0] ?? "") : gold;
}

/** Probabilities by label, to five digits. */
function named(space: LabelSpace, own: readonly Float32Array[]): Prediction["scores"] {
  const heads = space.heads.map(({ name, labels }, head) => {
    const scores = present(own[head], "a head's scores");
    return [
      name,
      Object.fromEntries(labels.map((label, id) => [label, Number((scores[id] as number).toPrecision(5))])),
    ] as const;
  });
  return heads.length === 1 ? present(heads[0], "a head")[1] : Object.fromEntries(heads);
}
