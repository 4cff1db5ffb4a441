import { type Tensor, tensor } from "../../engine/index.js";
import { pickTargets } from "../../labels/index.js";
import type { ParameterSpec } from "../../nn/index.js";
import { present } from "../../shared/index.js";
import { padBatch, padValues } from "../../text/index.js";
import { countRows, type EncodedSplit, type ParameterValues, rowsOfText } from "./encoded.js";
import { INPUT, type NeuralModel } from "./neural-model.js";
import { targetFeeds } from "./targets.js";

/** A batch as the graph takes it. */
export interface BatchFeeds {
  readonly feeds: Record<string, Tensor>;
  /** Texts. */
  readonly batch: number;
  /** Rows that the encoder reads: the texts, or their windows. */
  readonly rows: number;
  /** Windows of the text that has the most; 1 where each text is one row. */
  readonly windows: number;
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

/** Which texts, and how. */
export interface BatchOptions {
  readonly rows: readonly number[];
  readonly padding: Padding;
  /** Whether the targets are fed; true where not given. */
  readonly targets?: boolean;
}

/** Ids, lengths, token weights and targets of some texts; which rows are windows of which text, where the model reads these. */
export function batchFeeds(model: NeuralModel, split: EncodedSplit, options: BatchOptions): BatchFeeds {
  const { rows, padding, targets: withTargets = true } = options;
  const tokenRows = rows.flatMap((text) => range(rowsOfText(split, text)));
  const sequences = tokenRows.map((row) => split.ids[row] as Int32Array);
  const { ids, lengths, batch, time } = padBatch(sequences, { padId: padding.padId, length: padding.fixedTime });
  const feeds: Record<string, Tensor> = {
    [INPUT.ids]: tensor("i32", [batch, time], ids),
    [INPUT.lengths]: tensor("i32", [batch], lengths),
  };
  if (model.usesTokenWeights && split.tokenWeights) {
    const weights = tokenRows.map((row) => split.tokenWeights?.[row] as Float32Array);
    feeds[INPUT.tokenWeights] = tensor("f32", [batch, time], padValues(weights, time));
  }
  const windows = model.windowPooling ? windowFeeds(split, rows) : undefined;
  Object.assign(feeds, windows?.feeds);
  const heads = withTargets ? model.heads : [];
  heads.forEach((head, index) => {
    const targets = present(split.targets[index], `the targets of ${head.name}`);
    Object.assign(feeds, targetFeeds(head, pickTargets(targets, head, rows)));
  });
  const tokens = lengths.reduce((total, length) => total + length, 0);
  return { feeds, batch: rows.length, rows: batch, windows: windows?.most ?? 1, time, tokens };
}

/** Where the windows of each text stand among the rows of a batch. */
function windowFeeds(split: EncodedSplit, texts: readonly number[]) {
  const counts = Int32Array.from(texts, (text) => countRows(split, text));
  const most = counts.reduce((largest, count) => Math.max(largest, count), 1);
  const rows = new Int32Array(most * texts.length);
  let row = 0;
  for (const [at, count] of counts.entries()) {
    for (let window = 0; window < count; window++) rows[window * texts.length + at] = row++;
  }
  const feeds = {
    [INPUT.windowRows]: tensor("i32", [most, texts.length], rows),
    [INPUT.windowCounts]: tensor("i32", [texts.length], counts),
  };
  return { feeds, most };
}

function range([start, end]: readonly [start: number, end: number]): number[] {
  return Array.from({ length: end - start }, (_, at) => start + at);
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
