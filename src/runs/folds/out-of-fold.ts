import { Classifier } from "../../classifier/index.js";
import type { RunConfig } from "../../config/index.js";
import { answerer, applyCalibration } from "../../decisions/index.js";
import { evaluateScores, flatMetrics } from "../../evaluation/index.js";
import type { Gold } from "../../labels/index.js";
import { present } from "../../shared/index.js";
import { spreadOf } from "../../statistics/index.js";
import { evaluateExamples } from "../finish/evaluate-model.js";
import { needsHeldOut, settleDecisions } from "../finish/settle-decisions.js";
import type { FittedModel, FoldFigures, HeldOutTexts } from "../plan/fit-plan.js";
import type { PreparedData } from "../prepare-data.js";
import type { FoldDecisions } from "./final-config.js";
import type { FoldOutcome } from "./fold-record.js";

/** The split of the figures and predictions. */
export const OUT_OF_FOLD = "out-of-fold";

/** A fold with what its model said of the texts held out. */
export interface SaidFold extends FoldOutcome {
  readonly data: PreparedData;
}

/** All texts of some folds with what the model of each one's fold said of it. */
export function joinFolds(folds: readonly SaidFold[]): HeldOutTexts {
  const parts = folds.map(({ data }) => data.parts.validation);
  const outputs = folds[0]?.logits.length ?? 0;
  return {
    texts: parts.flatMap(({ examples }) => examples.map(({ text }) => text)),
    golds: parts.flatMap(({ golds }) => golds),
    logits: Array.from({ length: outputs }, (_, output) => joined(folds.map(({ logits }) => logits[output]))),
  };
}

/** What {@link measureFolds} works with. */
export interface MeasureOptions {
  readonly config: RunConfig;
  /** The final model, whose labels the figures are of. */
  readonly model: FittedModel["model"];
  readonly decisions: FoldDecisions;
}

/**
 * The figures of cross-validation. What is tuned (calibration, thresholds) is tuned for each fold on all others, so that no
 * text has a say in its own figures.
 */
export async function measureFolds(
  folds: readonly SaidFold[],
  { config, model, decisions }: MeasureOptions,
): Promise<FoldFigures> {
  const { space, scheme } = present(folds[0], "a fold").data;
  const said = folds.map((fold, index) => answersOf(fold, { config, others: folds.filter((_, at) => at !== index) }));
  const metrics = said.map(({ scores, predicted }, index) => {
    const { golds } = (folds[index] as SaidFold).data.parts.validation;
    return flatMetrics(evaluateScores(space, { golds, scores, predicted }));
  });
  const classifier = new Classifier({
    space,
    hierarchy: config.hierarchy,
    text: config.text,
    config: config.model,
    model,
  });
  const { evaluation, predictions } = await evaluateExamples(
    classifier,
    OUT_OF_FOLD,
    folds.flatMap(({ data }) => data.parts.validation.examples),
    {
      logits: joinFolds(folds).logits,
      said: {
        scores: scheme
          .probabilities(joinFolds(folds).logits)
          .map((_, head) => joined(said.map(({ scores }) => scores[head]))),
        predicted: said.flatMap(({ predicted }) => predicted),
      },
      intervals: config.intervals,
    },
  );
  const names = Object.keys(metrics[0] ?? {});
  const spreads = names.map((name) => [name, spreadOf(metrics.flatMap((own) => own[name] ?? []))] as const);
  const summary = {
    count: folds.length,
    metrics: Object.fromEntries(spreads),
    each: folds.map(({ record: { strengths: _strengths, temperatures: _temperatures, ...record } }) => record),
    ...decisions,
  };
  return { summary, evaluation, predictions };
}

interface Answers {
  readonly scores: readonly Float32Array[];
  readonly predicted: readonly Gold[];
}

/** What a fold's model says of its texts under what the other folds settle. */
function answersOf(
  { data, logits }: SaidFold,
  { config, others }: { config: RunConfig; others: readonly SaidFold[] },
): Answers {
  const { scheme, space } = data;
  const tuning = { ...config, conformal: undefined, abstain: undefined };
  const held = needsHeldOut(tuning, space) ? joinFolds(others) : undefined;
  const { decisions } = settleDecisions(tuning, scheme, held);
  const { calibration } = decisions;
  const scores = scheme.probabilities(calibration ? applyCalibration(calibration, logits) : logits);
  return { scores, predicted: answerer(space, config.hierarchy, decisions)(scores) };
}

function joined(parts: readonly (Float32Array | undefined)[]): Float32Array {
  const all = parts.map((part) => present(part, "the scores of a fold"));
  const whole = new Float32Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
