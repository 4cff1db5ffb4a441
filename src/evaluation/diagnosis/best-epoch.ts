import type { Rule } from "./types.js";

/** A course of the validation loss that says something: epochs after the best one, and the rise over it. */
const LEAST = { epochs: 2, rise: 0.05, fall: 0.01 };

/** The validation loss was lowest long before the end, or was still falling at the end. */
export const bestEpoch: Rule = ({ history, config }) => {
  const losses = history.flatMap(({ epoch, validation }) =>
    validation?.loss === undefined ? [] : [{ epoch, loss: validation.loss }],
  );
  const last = losses.at(-1);
  const before = losses.at(-2);
  if (last === undefined || before === undefined) return [];
  const best = losses.reduce((held, one) => (one.loss < held.loss ? one : held));
  const figures = `(${best.loss.toFixed(4)}; epoch ${last.epoch}, the last: ${last.loss.toFixed(4)})`;
  const risen = last.loss > best.loss * (1 + LEAST.rise) && last.epoch - best.epoch >= LEAST.epochs;
  if (risen && !config.hasEarlyStopping) {
    const message = `The validation loss was lowest after epoch ${best.epoch} ${figures} and rose from there on: the model went on to learn its texts by heart.`;
    return [{ code: "loss_rises", message, try: "training.early_stopping: { metric: loss, patience: 2 }" }];
  }
  const falling = best === last && before.loss - last.loss > LEAST.fall * before.loss;
  if (!falling || last.epoch !== config.epochs) return [];
  const message = `The validation loss was still falling at the end: ${before.loss.toFixed(4)} after epoch ${before.epoch}, ${last.loss.toFixed(4)} after epoch ${last.epoch}.`;
  return [{ code: "training_too_short", message, try: `training.epochs: ${2 * config.epochs}` }];
};
