import type { Classifier } from "../../classifier/index.js";
import { answerScores, isAnswered, isRight, measureSets } from "../../decisions/index.js";
import {
  type AbstentionEvaluation,
  type CalibrationInput,
  calibrationFigures,
  type IntervalsConfig,
  type JudgedAnswers,
  type SplitEvaluation,
  splitIntervals,
} from "../../evaluation/index.js";
import type { Gold } from "../../labels/index.js";
import { outOfScopeAuroc, riskCoverageCurve, thinPoints } from "../../metrics/index.js";
import { present } from "../../shared/index.js";

/** A split with all that its classifier says of it. */
export interface AnsweredSplit {
  readonly golds: readonly Gold[];
  /** Probabilities, [N, L] a head. */
  readonly scores: readonly Float32Array[];
  /** What the model gave before calibration, where it is calibrated. */
  readonly before: readonly Float32Array[] | undefined;
  readonly predicted: readonly Gold[];
  /** Where prediction sets are asked for. */
  readonly sets: readonly Gold[] | undefined;
  /** How sure the classifier is of each answer. [N] */
  readonly sureness: Float64Array;
}

/** What a config asks to be measured beside the metrics. */
export interface TrustOptions {
  readonly intervals: IntervalsConfig;
  /** How sure the classifier is of its answers to texts that are none of the task's. */
  readonly outOfScope?: Float64Array | undefined;
}

/** At most so many points of the risk–coverage curve are kept. */
const CURVE_POINTS = 200;

/** The evaluation of a split with what its answers can be trusted for. Of the training texts only calibration is told. */
export function withTrust(
  evaluation: SplitEvaluation,
  split: AnsweredSplit & { readonly name: string; readonly texts: readonly string[] },
  { classifier, trust }: { readonly classifier: Classifier; readonly trust: TrustOptions },
): SplitEvaluation {
  const { golds, scores, predicted, sets, sureness, texts } = split;
  const { space, hierarchy, decisions } = classifier;
  const right = golds.map((gold, row) => isRight(gold, present(predicted[row], "an answer")));
  const answers = { scores: sureness, right };
  const calibrated = withCalibration(evaluation, classifier, { golds, scores, before: split.before, answers });
  if (split.name === "train") return calibrated;
  const { conformal, abstention } = decisions;
  const answered = { golds, scores, answers: predicted, texts };
  return {
    ...calibrated,
    ...(trust.intervals ? { intervals: splitIntervals(space, { golds, scores, predicted }, trust.intervals) } : {}),
    ...(conformal && sets ? { conformal: measureSets(conformal, { space, hierarchy }, { ...answered, sets }) } : {}),
    ...(abstention ? { abstention: abstentionFigures(abstention, answers, trust.outOfScope) } : {}),
    risk_coverage: thinPoints(riskCoverageCurve(sureness, right), CURVE_POINTS),
  };
}

/** Of no texts there is nothing to say. */
function withCalibration(
  evaluation: SplitEvaluation,
  classifier: Classifier,
  input: Pick<CalibrationInput, "golds" | "scores" | "before" | "answers">,
): SplitEvaluation {
  const { space } = classifier;
  const answersBefore = input.before && judgedBefore(classifier, input.golds, input.before);
  const { calibration, levels } = calibrationFigures(space, { ...input, answersBefore });
  return {
    ...evaluation,
    calibration,
    ...(evaluation.levels
      ? {
          levels: Object.fromEntries(
            Object.entries(evaluation.levels).map(([name, level]) => {
              const own = levels[name];
              return [name, own ? { ...level, calibration: own } : level];
            }),
          ),
        }
      : {}),
  };
}

function judgedBefore(classifier: Classifier, golds: readonly Gold[], scores: readonly Float32Array[]): JudgedAnswers {
  const { space, hierarchy } = classifier;
  const answers = classifier.answers(scores);
  return {
    scores: answerScores(space, hierarchy, { scores, answers }),
    right: golds.map((gold, row) => isRight(gold, present(answers[row], "an answer"))),
  };
}

function abstentionFigures(
  rule: NonNullable<Classifier["decisions"]["abstention"]>,
  { scores, right }: JudgedAnswers,
  outOfScope: Float64Array | undefined,
): AbstentionEvaluation {
  const given = right.filter((_, row) => isAnswered(rule, scores[row] as number));
  const wrong = given.filter((one) => !one);
  const { max_error, confidence, threshold } = rule;
  const auroc = outOfScope && outOfScopeAuroc(scores, outOfScope);
  return {
    max_error,
    ...(confidence === undefined ? {} : { confidence }),
    threshold,
    coverage: given.length / Math.max(1, right.length),
    error: wrong.length / Math.max(1, given.length),
    count: right.length,
    ...(outOfScope && auroc !== undefined
      ? { out_of_scope: { auroc, answered: answeredShare(rule, outOfScope), count: outOfScope.length } }
      : {}),
  };
}

function answeredShare(rule: Parameters<typeof isAnswered>[0], scores: Float64Array): number {
  return scores.filter((score) => isAnswered(rule, score)).length / scores.length;
}
