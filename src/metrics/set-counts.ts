import { countExamples, entry, type IdSets, type Metrics, ratio } from "./ids.js";
import { type Prf, precisionRecallF1, prefixed } from "./label-scores.js";

/** Sizes of one example's two sets and of what they share. */
export interface Overlap {
  readonly gold: number;
  readonly predicted: number;
  readonly right: number;
}

/** The overlap of the sets of each example. */
export function overlaps(gold: IdSets, predicted: IdSets): Overlap[] {
  const count = countExamples(gold, predicted);
  return Array.from({ length: count }, (_, i) => {
    const meant = new Set(Array.from(entry(gold, i)));
    const said = new Set(Array.from(entry(predicted, i)));
    let right = 0;
    for (const id of said) if (meant.has(id)) right++;
    return { gold: meant.size, predicted: said.size, right };
  });
}

/** Precision, recall and F1 of all members of all sets together. */
function pooledScores(overlaps: readonly Overlap[]): Prf {
  const total = { gold: 0, predicted: 0, right: 0 };
  for (const { gold, predicted, right } of overlaps) {
    total.gold += gold;
    total.predicted += predicted;
    total.right += right;
  }
  return precisionRecallF1(total);
}

/** The means of each example's precision, recall and F1. */
export function exampleScores(overlaps: readonly Overlap[]): Prf {
  const total = { precision: 0, recall: 0, f1: 0 };
  for (const overlap of overlaps) {
    const { precision, recall, f1 } = precisionRecallF1(overlap);
    total.precision += precision;
    total.recall += recall;
    total.f1 += f1;
  }
  const mean = (value: number) => ratio(value, overlaps.length);
  return { precision: mean(total.precision), recall: mean(total.recall), f1: mean(total.f1) };
}

/**
 * Hierarchical precision, recall and F1 (Kiritchenko et al. 2006) over sets of nodes, of any depth and of one path or
 * several: micro over all nodes of all examples as `hierarchical_*`, and the mean over examples as
 * `hierarchical_macro_*`; both as HiClass defines them.
 * @param gold       sets of node ids, ancestors included, the root left out
 * @param predicted  likewise; for independent heads what each level predicts, consistent or not
 */
export function hierarchicalScores(gold: IdSets, predicted: IdSets): Metrics {
  const shared = overlaps(gold, predicted);
  return {
    ...prefixed("hierarchical", pooledScores(shared)),
    ...prefixed("hierarchical_macro", exampleScores(shared)),
  };
}
