import type { Classifier } from "../../classifier/index.js";
import { isAnswered } from "../../decisions/index.js";
import { evaluateScores, type Prediction, type SplitEvaluation } from "../../evaluation/index.js";
import { type Gold, type LabelSpace, rowOf } from "../../labels/index.js";
import { present } from "../../shared/index.js";
import { type TrustOptions, withTrust } from "./trust-figures.js";

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

/** What is measured of a split, and what the model gave already, which need not be computed again. */
export interface EvaluateOptions extends Partial<TrustOptions> {
  /** [N, size] an output */
  readonly logits?: readonly Float32Array[] | undefined;
  /** Probabilities and answers that others gave, in place of the classifier's own. */
  readonly said?: { readonly scores: readonly Float32Array[]; readonly predicted: readonly Gold[] } | undefined;
}

/** Runs a classifier over labelled texts and measures it. */
export async function evaluateExamples(
  classifier: Classifier,
  name: string,
  examples: readonly EvaluationExample[],
  { logits, said, intervals = false, outOfScope }: EvaluateOptions = {},
): Promise<EvaluatedSplit> {
  const { space, decisions } = classifier;
  const golds = examples.map((example) => example.gold);
  const texts = examples.map((example) => example.text);
  const given = logits ?? (await classifier.logits(texts));
  const scores = said?.scores ?? classifier.probabilities(given);
  const before = decisions.calibration && classifier.scheme.probabilities(given);
  const predicted = said?.predicted ?? classifier.answers(scores);
  const sets = classifier.predictionSets(texts, scores, predicted);
  const sureness = classifier.sureness(scores, predicted);
  const predictions = examples.map((example, row): Prediction => {
    const own = rowOf(scores, row, examples.length);
    const { id, text, gold } = example;
    const set = sets?.[row];
    return {
      ...{ id, split: name, text, gold: plain(space, gold) },
      ...{ predicted: plain(space, present(predicted[row], "an answer")), scores: named(space, own) },
      ...(decisions.abstention ? { abstained: !isAnswered(decisions.abstention, sureness[row] as number) } : {}),
      ...(set ? { prediction_set: set } : {}),
    };
  });
  const thresholds = decisions.labels?.kind === "thresholds" ? decisions.labels.values : undefined;
  const method = space.task === "hierarchical" ? classifier.hierarchy.method : undefined;
  const evaluation = evaluateScores(space, { golds, scores, predicted, thresholds, method });
  const split = { name, texts, golds, scores, before, predicted, sets, sureness };
  return { evaluation: withTrust(evaluation, split, { classifier, trust: { intervals, outOfScope } }), predictions };
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
