import { type Tensor, tensor } from "../../engine/index.js";
import { pickTargets } from "../../labels/index.js";
import type { ParameterSpec } from "../../nn/index.js";
import { present } from "../../shared/index.js";
import { padBatch, padValues } from "../../text/index.js";
import type { EncodedSplit, ParameterValues } from "./encoded.js";
import { INPUT, type NeuralModel } from "./neural-model.js";
import { targetFeeds } from "./targets.js";

/** A batch as the graph takes it. */
export interface BatchFeeds {
  readonly feeds: Record<string, Tensor>;
  readonly batch: number;
  readonly time: number;
  /** Real tokens. */
  readonly tokens: number;
}

/** How batches are padded. */
export interface Padding {
  readonly padId: number;
  /** Every batch to this length; to its own longest text where undefined. */
  readonly fixedTime?: number | undefined;
}

/** Which rows, and how. */
export interface BatchOptions {
  readonly rows: readonly number[];
  readonly padding: Padding;
  /** Whether the targets are fed; true where not given. */
  readonly targets?: boolean;
}

/** Ids, lengths, token weights and targets of some rows. */
export function batchFeeds(model: NeuralModel, split: EncodedSplit, options: BatchOptions): BatchFeeds {
  const { rows, padding, targets: withTargets = true } = options;
  const sequences = rows.map((row) => split.ids[row] as Int32Array);
  const { ids, lengths, batch, time } = padBatch(sequences, { padId: padding.padId, length: padding.fixedTime });
  const feeds: Record<string, Tensor> = {
    [INPUT.ids]: tensor("i32", [batch, time], ids),
    [INPUT.lengths]: tensor("i32", [batch], lengths),
  };
  if (model.usesTokenWeights && split.tokenWeights) {
    const weights = rows.map((row) => split.tokenWeights?.[row] as Float32Array);
    feeds[INPUT.tokenWeights] = tensor("f32", [batch, time], padValues(weights, time));
  }
  const heads = withTargets ? model.heads : [];
  heads.forEach((head, index) => {
    const targets = present(split.targets[index], `the targets of ${head.name}`);
    Object.assign(feeds, targetFeeds(head, pickTargets(targets, head, rows)));
  });
  return { feeds, batch, time, tokens: lengths.reduce((total, length) => total + length, 0) };
}

/** What a head's summed loss is multiplied by: 1 ÷ the weight of its targets, or 0 where nothing counts. */
export function normalizer(weight: number): Tensor {
  return tensor("f32", [], Float32Array.of(weight > 0 ? 1 / weight : 0));
}

/** The whole values of a graph's parameters, as it takes them. */
export function parameterFeeds(specs: readonly ParameterSpec[], parameters: ParameterValues): Record<string, Tensor> {
  return Object.fromEntries(
    specs.map(({ name, shape }) => [name, tensor("f32", shape, present(parameters.get(name), name))]),
  );
}
