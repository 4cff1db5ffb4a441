import type { OutputSpec, OutputTargets } from "../../labels/index.js";
import { invariant } from "../../shared/index.js";

/** Raw outputs of a model over texts whose labels are known. */
export interface ScoredOutput {
  readonly output: Pick<OutputSpec, "kind" | "size" | "groups">;
  /** [N, size], as the model gives them */
  readonly logits: Float32Array | Float64Array;
  readonly targets: OutputTargets;
}

/** The loss of logits that were changed, and its slope in each of them. */
export interface OutputLoss {
  /** How many decisions count: texts of a softmax, labels of texts of sigmoids. */
  readonly decisions: number;
  /**
   * The sum of the negative log-likelihoods.
   * @param logits  [N, size]
   * @param slopes  [N, size] is written
   */
  evaluate(logits: Float64Array, slopes: Float64Array): number;
}

/** The negative log-likelihood of an output's targets. */
export function outputLoss({ output, targets }: Pick<ScoredOutput, "output" | "targets">): OutputLoss {
  invariant(output.kind === targets.kind, `targets of ${targets.kind} for outputs of ${output.kind}`);
  return targets.kind === "softmax" ? softmaxLoss(output, targets.ids) : sigmoidLoss(targets);
}

/** Among the places of the gold one's group; texts without a gold place count nothing. */
function softmaxLoss({ size, groups }: ScoredOutput["output"], ids: Int32Array): OutputLoss {
  const all = Array.from({ length: size }, (_, place) => place);
  const siblings = groups === undefined ? () => all : (place: number) => bySibling[groups[place] as number] as number[];
  const bySibling: number[][] = [];
  for (const place of groups === undefined ? [] : all) {
    const group = groups?.[place] as number;
    bySibling[group] = [...(bySibling[group] ?? []), place];
  }
  const evaluate = (logits: Float64Array, slopes: Float64Array): number => {
    slopes.fill(0);
    let loss = 0;
    for (let row = 0; row < ids.length; row++) {
      const gold = ids[row] as number;
      if (gold >= 0) loss += rowLoss({ logits, slopes, start: row * size, places: siblings(gold), gold });
    }
    return loss;
  };
  return { decisions: ids.reduce((count, id) => count + (id >= 0 ? 1 : 0), 0), evaluate };
}

interface Row {
  readonly logits: Float64Array;
  readonly slopes: Float64Array;
  readonly start: number;
  readonly places: readonly number[];
  readonly gold: number;
}

function rowLoss({ logits, slopes, start, places, gold }: Row): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const place of places) largest = Math.max(largest, logits[start + place] as number);
  let total = 0;
  for (const place of places) {
    const exponential = Math.exp((logits[start + place] as number) - largest);
    slopes[start + place] = exponential;
    total += exponential;
  }
  for (const place of places) slopes[start + place] = (slopes[start + place] as number) / total;
  slopes[start + gold] = (slopes[start + gold] as number) - 1;
  return largest + Math.log(total) - (logits[start + gold] as number);
}

function sigmoidLoss({ values, counted }: Extract<OutputTargets, { kind: "sigmoid" }>): OutputLoss {
  const counts = (cell: number) => counted === undefined || counted[cell] !== 0;
  const evaluate = (logits: Float64Array, slopes: Float64Array): number => {
    slopes.fill(0);
    let loss = 0;
    for (let cell = 0; cell < values.length; cell++) {
      if (!counts(cell)) continue;
      const logit = logits[cell] as number;
      const value = values[cell] as number;
      // ln(1 + eˣ) without overflow.
      loss += Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - value * logit;
      slopes[cell] = 1 / (1 + Math.exp(-logit)) - value;
    }
    return loss;
  };
  return { decisions: values.reduce((count, _, cell) => count + (counts(cell) ? 1 : 0), 0), evaluate };
}
