import { countExamples, type Ids, idAt } from "./ids.js";

/** How often label i was meant and label j predicted. */
export interface ConfusionMatrix {
  readonly labelCount: number;
  /** [L, L], rows by gold label, columns by prediction. */
  readonly counts: Float64Array;
}

/** Counts every pair of gold and predicted label; examples without a prediction (−1) are in no cell. */
export function confusionMatrix(gold: Ids, predicted: Ids, labelCount: number): ConfusionMatrix {
  const counts = new Float64Array(labelCount * labelCount);
  const count = countExamples(gold, predicted);
  for (let i = 0; i < count; i++) {
    const meant = idAt(gold, i, { lowest: 0, labelCount });
    const said = idAt(predicted, i, { lowest: -1, labelCount });
    const cell = meant * labelCount + said;
    if (said >= 0) counts[cell] = (counts[cell] as number) + 1;
  }
  return { labelCount, counts };
}
