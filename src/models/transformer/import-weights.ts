import type { ParameterSpec } from "../../nn/index.js";
import { PinakesError } from "../../shared/index.js";
import type { Checkpoint } from "../checkpoint/index.js";
import type { EncoderArchitecture } from "./architecture.js";
import { ENCODER_FAMILIES } from "./family.js";

/** A weight whose shape in the checkpoint is not the model's. */
export interface WeightMismatch {
  readonly name: string;
  readonly expected: readonly number[];
  readonly found: readonly number[];
}

/** What came out of a checkpoint. All names are the model's. */
export interface ImportedWeights {
  /** The values of the parameters that the checkpoint has. */
  readonly values: Map<string, Float32Array>;
  /** Parameters of the head and the pooler that it has not: they have to be made new. */
  readonly missing: readonly string[];
  /** Weights of the head that it has in another shape, e.g. of other labels: they have to be made new as well. */
  readonly mismatched: readonly WeightMismatch[];
  /** Tensors of it that the model has no place for, e.g. the head of another task. */
  readonly unexpected: readonly string[];
}

/** How many names an error lists. */
const LISTED = 20;

const REAL_TYPES: readonly string[] = ["F64", "F32", "F16", "BF16"];

/**
 * Takes a model's parameters from a checkpoint by their names, with or without the encoder's prefix. Names and shapes
 * are checked before anything is read.
 * @throws PinakesError MODEL_ARTIFACT where weights of the encoder itself are missing or of another shape: all are listed
 */
export async function importWeights(
  checkpoint: Checkpoint,
  specs: readonly Pick<ParameterSpec, "name" | "shape">[],
  architecture: EncoderArchitecture,
): Promise<ImportedWeights> {
  const { prefix, pooler } = ENCODER_FAMILIES[architecture.type];
  const sources = namesByParameter(checkpoint, specs, prefix);
  const missing = specs.filter(({ name }) => !sources.has(name)).map(({ name }) => name);
  const mismatched = specs.flatMap(({ name, shape }) => {
    const found = checkpoint.tensors.get(sources.get(name) ?? "")?.info;
    if (found === undefined || found.shape.join() === shape.join()) return [];
    return [{ name, expected: shape, found: found.shape }];
  });
  const isEncoders = (name: string): boolean =>
    name.startsWith(`${prefix}.`) && !(pooler && name.startsWith(`${pooler.name}.`));
  refuseBrokenEncoder(checkpoint, {
    missing: missing.filter(isEncoders),
    mismatched: mismatched.filter(({ name }) => isEncoders(name)),
    unreal: [...sources.values()].filter(
      (name) => !REAL_TYPES.includes(checkpoint.tensors.get(name)?.info.dtype ?? ""),
    ),
  });
  const values = new Map<string, Float32Array>();
  for (const [name, source] of sources) {
    if (mismatched.some((mismatch) => mismatch.name === name)) continue;
    const data = await checkpoint.read(source);
    values.set(name, data instanceof Float32Array ? data : Float32Array.from(data as Float64Array));
  }
  const used = new Set(sources.values());
  return { values, missing, mismatched, unexpected: [...checkpoint.tensors.keys()].filter((name) => !used.has(name)) };
}

/** The name in the checkpoint of each parameter that it has. */
function namesByParameter(
  checkpoint: Checkpoint,
  specs: readonly Pick<ParameterSpec, "name">[],
  prefix: string,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { name } of specs) {
    const bare = name.startsWith(`${prefix}.`) ? [name.slice(prefix.length + 1)] : [];
    const found = [name, ...bare]
      .flatMap((known) => [known, oldNormName(known), tiedBiasName(known)])
      .find((known) => checkpoint.tensors.has(known));
    if (found !== undefined) names.set(name, found);
  }
  return names;
}

/** Checkpoints that were converted from TensorFlow, bert-base-uncased among them, call a norm's parameters so. */
function oldNormName(name: string): string {
  return name.replace(/LayerNorm\.weight$/, "LayerNorm.gamma").replace(/LayerNorm\.bias$/, "LayerNorm.beta");
}

/** Checkpoints of masked language models have this bias under either name, or both. */
function tiedBiasName(name: string): string {
  return name.replace(/^(cls\.predictions|lm_head)\.bias$/, "$1.decoder.bias");
}

function refuseBrokenEncoder(
  checkpoint: Checkpoint,
  problems: {
    readonly missing: readonly string[];
    readonly mismatched: readonly WeightMismatch[];
    readonly unreal: readonly string[];
  },
): void {
  const { missing, mismatched, unreal } = problems;
  const lines = [
    ...missing.map((name) => `${name} is missing`),
    ...mismatched.map(
      ({ name, expected, found }) => `${name} is [${found.join(", ")}], expected [${expected.join(", ")}]`,
    ),
    ...unreal.map((name) => `${name} holds ${checkpoint.tensors.get(name)?.info.dtype}, not real numbers`),
  ];
  if (lines.length === 0) return;
  const rest = lines.length > LISTED ? [`… and ${lines.length - LISTED} more`] : [];
  throw new PinakesError("MODEL_ARTIFACT", {
    where: checkpoint.folder,
    message: `its weights don't fit the config.json beside it:\n  ${[...lines.slice(0, LISTED), ...rest].join("\n  ")}`,
    fix: "take config.json and model.safetensors from the same checkpoint, and download them again.",
  });
}
