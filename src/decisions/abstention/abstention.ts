import { z } from "zod";
import { riskCoverageCurve } from "../../metrics/index.js";
import { errorRateBound } from "../../statistics/index.js";
import type { AbstainConfig } from "../config.js";

/** The form that a rule for abstaining is saved in. */
export const abstentionForm = z.strictObject({
  /** The least score of an answer; null where no threshold keeps the promise, and nothing is answered. */
  threshold: z.number().nullable(),
  max_error: z.number(),
  /** How surely the promise holds for new texts; absent where it is only what was measured. */
  confidence: z.number().optional(),
  /** On the texts that it was tuned on: the share that gets an answer, and the share of answers that are wrong. */
  coverage: z.number(),
  error: z.number(),
  /** With a confidence: the error rate that is not exceeded so surely. */
  bound: z.number().optional(),
  /** Texts that it was tuned on. */
  tuned: z.int().gte(0),
});

/** From which score on an answer is given. Plain data. */
export type AbstentionRule = z.output<typeof abstentionForm>;

/** Predictions for texts that the model was not trained on. */
export interface JudgedTexts {
  /** [N] how sure the model is: larger is surer */
  readonly scores: ArrayLike<number>;
  /** [N] whether the prediction is right */
  readonly right: ArrayLike<number | boolean>;
}

/**
 * The threshold that answers as many texts as possible with a share of wrong answers of at most `max_error`. With a
 * `confidence` the promise is for new texts: selection with guaranteed risk (SGR; Geifman & El-Yaniv 2017, Alg. 1). Without
 * one it is what was measured on these texts, and new texts may do a little worse.
 */
export function tuneAbstention(texts: JudgedTexts, config: AbstainConfig): AbstentionRule {
  const { max_error, confidence } = config;
  const promise = confidence === undefined ? {} : { confidence };
  const base = { max_error, ...promise, tuned: texts.scores.length };
  const cut =
    confidence === undefined ? measuredCut(texts, max_error) : guaranteedCut(texts, { max_error, confidence });
  return { ...base, ...(cut ?? { threshold: null, coverage: 0, error: 0 }) };
}

/** Whether a text of this score gets an answer. */
export function isAnswered({ threshold }: AbstentionRule, score: number): boolean {
  return threshold !== null && score >= threshold;
}

/** A rule that was saved. @throws ZodError where it is none */
export function abstentionFromJSON(json: unknown): AbstentionRule {
  return abstentionForm.parse(json);
}

/** Answers from a threshold on, as measured. */
interface Cut {
  readonly threshold: number;
  readonly coverage: number;
  readonly error: number;
  readonly bound?: number;
}

function measuredCut({ scores, right }: JudgedTexts, maxError: number): Cut | undefined {
  const point = riskCoverageCurve(scores, right).findLast(({ risk }) => risk <= maxError);
  return point && { threshold: point.threshold, coverage: point.coverage, error: point.risk };
}

/**
 * Halves the places between the surest and the least sure text ⌈log2 N⌉ times, and holds the error rate above each against
 * its binomial bound. All bounds hold together with the confidence asked for (each has its share of what may fail), so the
 * cut of the largest coverage whose bound is low enough may be taken.
 */
function guaranteedCut(
  { scores, right }: JudgedTexts,
  { max_error, confidence }: { readonly max_error: number; readonly confidence: number },
): Cut | undefined {
  const { length: count } = scores;
  const order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  const steps = Math.max(1, Math.ceil(Math.log2(count)));
  let [low, high] = [0, count - 1]; // places in ascending order of score
  let best: Cut | undefined;
  for (let step = 0; step < steps && count > 0; step++) {
    const place = Math.floor((low + high) / 2);
    const threshold = scores[order[place] as number] as number;
    const { answered, errors } = countAbove({ scores, right }, threshold);
    const bound = errorRateBound(errors, answered, (1 - confidence) / steps);
    if (bound <= max_error) {
      const cut = { threshold, coverage: answered / count, error: errors / answered, bound };
      if (best === undefined || cut.coverage > best.coverage) best = cut;
      high = place;
    } else low = place;
  }
  return best;
}

function countAbove({ scores, right }: JudgedTexts, threshold: number): { answered: number; errors: number } {
  let answered = 0;
  let errors = 0;
  for (let i = 0; i < scores.length; i++) {
    if ((scores[i] as number) < threshold) continue;
    answered++;
    if (!right[i]) errors++;
  }
  return { answered, errors };
}
