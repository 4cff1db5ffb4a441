import type { DiagnosisInput, Rule } from "./types.js";

/** Below this the loss is zero but for rounding. */
const ZERO = 1e-6;
/** A loss that fell by a smaller share of itself over all epochs did not learn. */
const LEAST_FALL = 0.01;

/** The training loss is zero, or does not move. */
export const flatLoss: Rule = (input) => {
  const losses = input.history.flatMap(({ epoch, train }) =>
    train.loss === undefined ? [] : [{ epoch, loss: train.loss }],
  );
  const first = losses[0];
  const last = losses.at(-1);
  if (first === undefined || last === undefined) return [];
  const zero = losses.find(({ loss }) => loss < ZERO);
  if (zero !== undefined) {
    const message = `The training loss is zero from epoch ${zero.epoch} on: either there is nothing to learn (all texts have the same labels), or the labels stand in the text columns.`;
    return [{ code: "loss_zero", message, try: "data.text: COLUMN" }];
  }
  if (losses.length < 2 || first.loss - last.loss >= LEAST_FALL * first.loss) return [];
  const message = `The training loss does not fall: ${first.loss.toFixed(4)} in epoch ${first.epoch}, ${last.loss.toFixed(4)} in epoch ${last.epoch}.`;
  return [{ code: "loss_flat", message, try: advice(input, last.loss > first.loss * (1 + LEAST_FALL)) }];
};

/** A loss that rises had steps that were too large; one that stands still, more likely too small. */
function advice({ config }: DiagnosisInput, rises: boolean): string {
  const rate = config.learningRate;
  if (rate === undefined) return "training.learning_rate: 0.001";
  return `training.learning_rate: ${Number((rises ? rate / 10 : rate * 10).toPrecision(3))}`;
}
