import type { Prediction } from "../evaluation/index.js";
import { cohenKappa, countLabels } from "../metrics/index.js";
import { type AnswerForm, answerKey } from "./headline.js";
import type { Agreement } from "./types.js";

/** How two runs agree. */
interface Pairwise {
  readonly equal: number;
  readonly kappa: number;
}

/**
 * How much models say the same: the share of equal answers, and Cohen's κ, for which a whole set or path is one answer.
 * Of several seeds the mean over all pairs of runs; a model with itself: over pairs of its different seeds, 1 of one.
 * @param models  [models][seeds][texts]
 */
export function agreementOf(models: readonly (readonly (readonly Prediction[])[])[], form: AnswerForm): Agreement {
  const ids = new Map<string, number>();
  const idOf = (key: string): number => {
    const known = ids.get(key) ?? ids.size;
    ids.set(key, known);
    return known;
  };
  const answers = models.map((seeds) =>
    seeds.map((rows) => Int32Array.from(rows, ({ predicted }) => idOf(answerKey(predicted, form)))),
  );
  const cells = answers.map((own, i) =>
    answers.map((others, j) => {
      const pairs = own.flatMap((one, s) =>
        others.flatMap((other, t) => (i === j && t <= s ? [] : [[one, other] as const])),
      );
      return pairs.length === 0 ? { equal: 1, kappa: 1 } : mean(pairs.map((pair) => agree(pair, ids.size)));
    }),
  );
  return {
    equal: cells.map((row) => row.map(({ equal }) => equal)),
    kappa: cells.map((row) => row.map(({ kappa }) => kappa)),
  };
}

function agree([one, other]: readonly [Int32Array, Int32Array], labelCount: number): Pairwise {
  const equal = one.reduce((count, id, row) => count + (id === other[row] ? 1 : 0), 0);
  const isConstant = equal === one.length && one.every((id) => id === one[0]);
  const counts = countLabels({ gold: one, predicted: other, labelCount });
  // Where both say the same one answer to everything, chance explains all: κ is undefined, and they do agree.
  return { equal: equal / one.length, kappa: isConstant ? 1 : cohenKappa(counts, one.length) };
}

function mean(all: readonly Pairwise[]): Pairwise {
  const of = (pick: (one: Pairwise) => number) => all.reduce((sum, one) => sum + pick(one), 0) / all.length;
  return { equal: of(({ equal }) => equal), kappa: of(({ kappa }) => kappa) };
}
