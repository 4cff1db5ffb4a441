import { encode, type Gold, holdsSets, type LabelSpace } from "../labels/index.js";
import { brierLosses, calibrationError, reliabilityCurve, topLabelDecisions } from "../metrics/index.js";
import { present } from "../shared/index.js";
import { headInput } from "./head-figures.js";
import type { ScoredSplit } from "./scored-split.js";
import type { CalibrationEvaluation, CalibrationFigures } from "./trust-types.js";

/** What calibration is measured on, beside the split itself. */
export interface CalibrationInput extends ScoredSplit {
  /** What the model gave before it was calibrated, [N, L] a head; not given where nothing was changed. */
  readonly before?: readonly Float32Array[] | undefined;
  /** Of one path a text: how sure the model is of each answer, and whether it is right. [N] */
  readonly answers?: JudgedAnswers | undefined;
  /** The same before calibration, of the answers that it would have given. */
  readonly answersBefore?: JudgedAnswers | undefined;
}

/** How sure a model is of each answer, and whether it is right. [N] */
export interface JudgedAnswers {
  readonly scores: Float64Array;
  readonly right: readonly boolean[];
}

/** How far the probabilities of a split can be believed; of one path a text also a level each. */
export interface SplitCalibration {
  readonly calibration: CalibrationEvaluation;
  readonly levels: Readonly<Record<string, CalibrationEvaluation>>;
}

/** Measures the probabilities of a split, and what the model gave before calibration. */
export function calibrationFigures(space: LabelSpace, input: CalibrationInput): SplitCalibration {
  const { golds, scores, before } = input;
  const both = (measure: (scores: readonly Float32Array[]) => CalibrationFigures): CalibrationEvaluation => ({
    ...measure(scores),
    ...(before ? { before: measure(before) } : {}),
  });
  if (holdsSets(space)) return { calibration: both((own) => ofSets(space, golds, own)), levels: {} };
  const level = (head: number) => both((own) => ofHead(space, { golds, scores: own }, head));
  if (space.task !== "hierarchical") return { calibration: level(0), levels: {} };
  const { answers, answersBefore } = input;
  const calibration = {
    ...ofAnswers(present(answers, "the answers")),
    ...(before ? { before: ofAnswers(present(answersBefore, "the answers before calibration")) } : {}),
  };
  return { calibration, levels: Object.fromEntries(space.heads.map(({ name }, head) => [name, level(head)])) };
}

/** One label a text: the most probable one of each text that reaches the level. */
function ofHead(space: LabelSpace, split: ScoredSplit, head: number): CalibrationFigures {
  const { gold, labelCount, probabilities } = headInput(space, split, head);
  const rows = Array.from(gold, (_, row) => row).filter((row) => (gold[row] as number) >= 0);
  const own = new Float32Array(rows.length * labelCount);
  for (const [at, row] of rows.entries()) {
    own.set(present(probabilities, "scores").subarray(row * labelCount, (row + 1) * labelCount), at * labelCount);
  }
  const ids = rows.map((row) => gold[row] as number);
  const { confidences, right } = topLabelDecisions(ids, own, labelCount);
  const losses = brierLosses(
    ids.map((id) => [id]),
    own,
    labelCount,
  );
  return figures(confidences, right, sum(losses));
}

/** Each label of each text. A label that the model doesn't know is of no text. */
function ofSets(space: LabelSpace, golds: readonly Gold[], scores: readonly Float32Array[]): CalibrationFigures {
  const labelCount = present(space.heads[0], "the head").labels.length;
  const own = present(scores[0], "the head's scores");
  const ids = golds.map((gold) => encode(space, gold).filter((id) => id >= 0));
  const right = new Uint8Array(own.length);
  for (const [row, set] of ids.entries()) for (const id of set) right[row * labelCount + id] = 1;
  return figures(own, right, sum(brierLosses(ids, own, labelCount)) / Math.max(1, labelCount));
}

function ofAnswers({ scores, right }: JudgedAnswers): CalibrationFigures {
  const losses = scores.map((score, row) => (score - (right[row] ? 1 : 0)) ** 2);
  return figures(scores, right, sum(losses) / Math.max(1, losses.length));
}

function figures(
  confidences: ArrayLike<number>,
  right: ArrayLike<number | boolean>,
  brier: number,
): CalibrationFigures {
  const curve = reliabilityCurve(confidences, right);
  const bins = curve.map(({ lower, upper, confidence, accuracy, count }) => ({
    from: lower,
    to: upper,
    confidence,
    accuracy,
    count,
  }));
  return { ece: calibrationError(curve), brier, bins };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
