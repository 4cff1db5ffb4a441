import { readFileSync } from "node:fs";
import { type FloatType, type Tensor, tensor } from "../../../engine/index.js";
import type { ParameterSpec } from "../../../nn/index.js";
import { INPUT, type LossSpec } from "../../neural/neural-model.js";
import { architectureFromConfig } from "../read-config.js";
import { type TransformerModel, type TransformerModelOptions, transformerModel } from "../transformer-model.js";

/** A padded batch of the reference. */
export interface GoldenBatch {
  readonly ids: readonly (readonly number[])[];
  readonly lengths: readonly number[];
  readonly targets: readonly number[];
}

/** What the reference says of one tiny model; see test/golden/encoders.py. */
export interface GoldenCase {
  readonly config: unknown;
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly batches: readonly GoldenBatch[];
  readonly logits: readonly number[];
  readonly loss: number;
  readonly features: Readonly<Record<string, readonly number[]>>;
  readonly attentions: readonly (readonly number[])[];
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  readonly training: {
    readonly steps: number;
    readonly warmup: number;
    readonly learning_rate: number;
    readonly weight_decay: number;
    readonly clip: number;
    readonly losses: readonly number[];
    readonly weights: Readonly<Record<string, readonly number[]>>;
  };
}

/** The tiny models, by the names of their files. */
export const GOLDEN_NAMES = ["bert", "bert-tanh", "distilbert", "roberta", "xlm-roberta", "electra"] as const;

/** The name of the only head. */
export const HEAD = "label";

/** Classes of the only head. */
const LABELS = 3;

/** Plain cross-entropy. */
export const PLAIN_LOSS: LossSpec = { headWeights: [1], classWeights: [undefined], labelSmoothing: 0, focalGamma: 0 };

/** Reads what the reference says. */
export function goldenCase(name: (typeof GOLDEN_NAMES)[number]): GoldenCase {
  return JSON.parse(readFileSync(`test/golden/data/encoder-${name}.json`, "utf8")) as GoldenCase;
}

/** The model of a case. */
export function goldenModel({ config }: GoldenCase, options: Partial<TransformerModelOptions> = {}): TransformerModel {
  const architecture = architectureFromConfig(config, "config.json");
  return transformerModel({ architecture, heads: [{ name: HEAD, size: LABELS, kind: "softmax" }], ...options });
}

/** FNV-1a, 32 bits. */
function hashName(name: string): number {
  let hash = 2166136261;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 16777619);
  return hash >>> 0;
}

/** The formula of the script's `uniform`: a hash of name and position, in [−1, 1). */
function uniformAt(hash: number, index: number): number {
  let x = Math.imul(index + 1, 2654435761) ^ hash;
  x = Math.imul(x ^ (x >>> 15), 2246822519);
  x = Math.imul(x ^ (x >>> 13), 3266489917);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 31 - 1;
}

/** The weights that the script gives a parameter. */
export function goldenWeights({ name, shape }: Pick<ParameterSpec, "name" | "shape">): Float32Array {
  const hash = hashName(name);
  const centre = /layer_?norm\.weight$/i.test(name) ? 1 : 0;
  const size = shape.reduce((total, dim) => total * dim, 1);
  return Float32Array.from({ length: size }, (_, index) => centre + 0.3 * uniformAt(hash, index));
}

/** The feeds of a batch; `more` steps of padding are added, whose ids are another token's. */
export function batchTensors(batch: GoldenBatch, { float, more = 0 }: { float: FloatType; more?: number }) {
  const texts = batch.ids.length;
  const time = (batch.ids[0] as readonly number[]).length + more;
  const ids = batch.ids.flatMap((row) => [...row, ...new Array<number>(more).fill(5)]);
  const share = [1 / texts];
  const normalizer = float === "f32" ? tensor("f32", [], Float32Array.from(share)) : float64([], share);
  const feeds: Record<string, Tensor> = {
    [INPUT.ids]: tensor("i32", [texts, time], Int32Array.from(ids)),
    [INPUT.lengths]: tensor("i32", [texts], Int32Array.from(batch.lengths)),
    [INPUT.targets(HEAD)]: tensor("i32", [texts], Int32Array.from(batch.targets)),
    [INPUT.normalizer(HEAD)]: normalizer,
  };
  return feeds;
}

/** Parameters as feeds, in the type of the graph. */
export function parameterTensors(
  specs: readonly ParameterSpec[],
  valuesOf: (spec: ParameterSpec) => Float32Array,
  float: FloatType,
): Record<string, Tensor> {
  const feed = (spec: ParameterSpec): Tensor => {
    const values = valuesOf(spec);
    return float === "f32" ? tensor("f32", spec.shape, values) : float64(spec.shape, values);
  };
  return Object.fromEntries(specs.map((spec) => [spec.name, feed(spec)]));
}

function float64(shape: readonly number[], values: ArrayLike<number>): Tensor {
  return tensor("f64", shape, Float64Array.from(values));
}
