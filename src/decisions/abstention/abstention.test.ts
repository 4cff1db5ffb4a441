import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../shared/index.js";
import { abstainConfig, abstentionFromJSON, isAnswered, type JudgedTexts, tuneAbstention } from "../index.js";

/** Scores that are the probability of being right. */
function drawTexts(rng: Rng, count: number): JudgedTexts {
  const scores = Array.from({ length: count }, () => 0.5 + rng.uniform() / 2);
  return { scores, right: scores.map((score) => rng.uniform() < score) };
}

function errorOf(rule: ReturnType<typeof tuneAbstention>, { scores, right }: JudgedTexts): number {
  const answered = Array.from(scores, (_, i) => i).filter((i) => isAnswered(rule, scores[i] as number));
  return answered.length === 0 ? 0 : answered.filter((i) => !right[i]).length / answered.length;
}

describe("the tuned threshold", () => {
  const texts = fc.array(fc.tuple(fc.integer({ min: 0, max: 10 }), fc.boolean()), { minLength: 1, maxLength: 40 });

  it("answers as many texts as any threshold that keeps to the error rate", () => {
    fc.assert(
      fc.property(texts, fc.double({ min: 0.01, max: 0.6, noNaN: true }), (list, maxError) => {
        const judged = { scores: list.map(([score]) => score), right: list.map(([, right]) => right) };
        const rule = tuneAbstention(judged, { max_error: maxError });
        const coverageAt = (threshold: number) => {
          const answered = list.filter(([score]) => score >= threshold);
          const errors = answered.filter(([, right]) => !right).length;
          return answered.length > 0 && errors / answered.length <= maxError ? answered.length / list.length : 0;
        };
        expect(rule.coverage).toBe(Math.max(...Array.from({ length: 11 }, (_, score) => coverageAt(score))));
        expect(errorOf(rule, judged)).toBeCloseTo(rule.error, 12);
        expect(rule.error).toBeLessThanOrEqual(maxError);
        expect(abstentionFromJSON(JSON.parse(JSON.stringify(rule)))).toEqual(rule);
      }),
    );
  });

  it("falls as more errors are allowed", () => {
    const judged = drawTexts(Rng.fromSeed(3), 500);
    const coverages = [0.02, 0.05, 0.1, 0.2, 0.3].map(
      (maxError) => tuneAbstention(judged, { max_error: maxError }).coverage,
    );
    expect(coverages).toEqual([...coverages].sort((a, b) => a - b));
    expect(coverages.at(-1)).toBe(1);
  });

  it("answers nothing where every answer is wrong, or there are no texts", () => {
    const wrong = tuneAbstention({ scores: [0.9, 0.8], right: [false, false] }, { max_error: 0.1 });
    expect(wrong).toEqual({ threshold: null, max_error: 0.1, coverage: 0, error: 0, tuned: 2 });
    expect(isAnswered(wrong, 1)).toBe(false);
    for (const confidence of [undefined, 0.9]) {
      const none = tuneAbstention({ scores: [], right: [] }, { max_error: 0.1, confidence });
      expect(none).toMatchObject({ threshold: null, coverage: 0 });
    }
  });
});

describe("selection with guaranteed risk", () => {
  it("keeps its promise for new texts at least as often as it says, and answers much", () => {
    const rng = Rng.fromSeed(9);
    const config = abstainConfig.parse({ max_error: 0.2, confidence: 0.9 });
    // Of scores uniform over [t, 1], the share of errors is (1 − t) / 2.
    const trueError = (threshold: number) => (1 - threshold) / 2;
    const rules = Array.from({ length: 100 }, () => tuneAbstention(drawTexts(rng, 400), config));
    const broken = rules.filter(({ threshold }) => threshold !== null && trueError(threshold) > config.max_error);
    expect(broken.length).toBeLessThanOrEqual(10);
    expect(rules.reduce((sum, { coverage }) => sum + coverage, 0) / rules.length).toBeGreaterThan(0.4);
    const promised = rules.filter(({ threshold }) => threshold !== null);
    expect(promised.length).toBeGreaterThan(90);
    for (const { error, bound } of promised) {
      expect(bound).toBeLessThanOrEqual(config.max_error);
      expect(bound).toBeGreaterThanOrEqual(error);
    }
  });

  it("answers fewer texts than what is merely measured, and all where no text is wrong", () => {
    const judged = drawTexts(Rng.fromSeed(5), 600);
    const measured = tuneAbstention(judged, { max_error: 0.15 });
    const guaranteed = tuneAbstention(judged, { max_error: 0.15, confidence: 0.95 });
    expect(guaranteed.coverage).toBeLessThan(measured.coverage);
    expect(guaranteed.coverage).toBeGreaterThan(0);
    const right = { scores: judged.scores, right: Array(600).fill(true) };
    expect(tuneAbstention(right, { max_error: 0.05, confidence: 0.95 }).coverage).toBe(1);
  });

  it("answers nothing where there are too few texts to promise anything", () => {
    const few = { scores: [0.9, 0.8, 0.7], right: [true, true, true] };
    expect(tuneAbstention(few, { max_error: 0.05, confidence: 0.95 }).threshold).toBeNull();
  });
});
