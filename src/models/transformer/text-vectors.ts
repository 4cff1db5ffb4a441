import { compile, type Device, realData, type Tensor } from "../../engine/index.js";
import { countTexts, type EncodedSplit, type ParameterValues } from "../neural/encoded.js";
import { batchFeeds, type Padding, parameterFeeds } from "../neural/feeds.js";
import { evaluationBatches } from "../neural/network-runner.js";
import { OUTPUT } from "../neural/neural-model.js";
import type { TransformerModel } from "./transformer-model.js";

/** How vectors are computed. */
export interface TextVectorOptions {
  readonly parameters: ParameterValues;
  readonly padding: Padding;
  readonly device?: Device | undefined;
  readonly threads?: number | undefined;
  /** Called after each batch with the texts that are done. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** Texts a batch, or windows of texts. */
const BATCH = 64;

/**
 * The vector of each text that the heads read, without dropout: all that a frozen encoder ever says of it.
 * @returns [N, H] in the order of the split
 */
export async function textVectors(
  model: TransformerModel,
  split: Omit<EncodedSplit, "targets">,
  options: TextVectorOptions,
): Promise<Float32Array> {
  const { parameters, padding, device, threads, onProgress } = options;
  const { graph, parameters: specs } = model.build({ mode: "prediction", features: true });
  const executable = await compile(graph, { device, threads });
  const width = model.architecture.hiddenSize;
  const vectors = new Float32Array(countTexts(split) * width);
  const weights = parameterFeeds(specs, parameters);
  try {
    let done = 0;
    for (const rows of evaluationBatches(split, BATCH)) {
      const { feeds } = batchFeeds(model, { ...split, targets: [] }, { rows, padding, targets: false });
      const outputs = await executable.run({ ...weights, ...feeds }, { fetch: [OUTPUT.features] });
      const batch = realData(outputs[OUTPUT.features] as Tensor);
      rows.forEach((row, at) => {
        vectors.set(batch.subarray(at * width, (at + 1) * width), row * width);
      });
      done += rows.length;
      onProgress?.(done);
    }
  } finally {
    await executable.release();
  }
  return vectors;
}
