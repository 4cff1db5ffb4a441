import type { Classifier } from "../classifier/index.js";
import { evaluateScores, type Prediction, type SplitEvaluation } from "../evaluation/index.js";
import { decodePrediction, type Gold, type LabelSpace } from "../labels/index.js";
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
  const predictions = examples.map((example, row): Prediction => {
    const own = rowScores(space, scores, row);
    const { id, text, gold } = example;
    const predicted = decodePrediction(space, own);
    return { id, split, text, gold: plain(space, gold), predicted: plain(space, predicted), scores: named(space, own) };
  });
  return { evaluation: evaluateScores(space, { golds, scores }), predictions };
}

function rowScores(space: LabelSpace, scores: readonly Float32Array[], row: number): Float32Array[] {
  return space.heads.map(({ labels }, head) =>
    present(scores[head], "a head's scores").subarray(row * labels.length, (row + 1) * labels.length),
  );
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
