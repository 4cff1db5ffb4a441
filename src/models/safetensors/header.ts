import { z } from "zod";
import { PinakesError } from "../../shared/index.js";
import { BYTES_PER_ELEMENT, DTYPES, type Dtype, isDtype } from "./dtypes.js";

/** What the header says of a tensor. */
export interface TensorInfo {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Its bytes, counted from the end of the header: [begin, end). */
  readonly offsets: readonly [begin: number, end: number];
}

/** The header of a file, checked. */
export interface SafetensorsHeader {
  /** By name, in the order in which they lie in the file. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The key that holds the metadata, and so can't name a tensor. */
export const METADATA_KEY = "__metadata__";

/** The longest header that the reference implementation reads. */
export const MAX_HEADER_BYTES = 100_000_000;

const headerSchema = z.record(z.string(), z.unknown());
const metadataSchema = z.record(z.string(), z.string());
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().gte(0)),
  data_offsets: z.tuple([z.int().gte(0), z.int().gte(0)]),
});

/**
 * Parses and checks a header by the rules of the format: known types, sizes that follow from the shapes, offsets that
 * cover the data without overlap or hole.
 * @param text       the JSON of the header, padding included
 * @param dataBytes  bytes of the file after the header
 * @throws PinakesError MODEL_ARTIFACT
 */
export function parseHeader(text: string, dataBytes: number, path: string): SafetensorsHeader {
  const { [METADATA_KEY]: metadata = {}, ...entries } = parseJson(text, path);
  const checkedMetadata = metadataSchema.safeParse(metadata);
  if (!checkedMetadata.success) throw brokenArtifact(path, `its ${METADATA_KEY} is not a map of strings`);
  const tensors = Object.entries(entries).map(([name, entry]) => [name, parseEntry(name, entry, path)] as const);
  tensors.sort(([, a], [, b]) => a.offsets[0] - b.offsets[0] || a.offsets[1] - b.offsets[1]);
  checkCoverage(tensors, dataBytes, path);
  return { tensors: new Map(tensors), metadata: checkedMetadata.data };
}

/** The error for a file that is not what it should be. */
export function brokenArtifact(path: string, message: string, cause?: unknown): PinakesError {
  return new PinakesError("MODEL_ARTIFACT", {
    where: path,
    message,
    fix: "copy or download the file again, or train and save the model anew.",
    cause,
  });
}

function parseJson(text: string, path: string): Record<string, unknown> {
  // A leading space would be valid JSON, but the format demands the brace.
  if (!text.startsWith("{")) throw brokenArtifact(path, "its header does not begin with {; is it a safetensors file?");
  try {
    return headerSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw brokenArtifact(path, "its header is not a JSON object", cause);
  }
}

function parseEntry(name: string, entry: unknown, path: string): TensorInfo {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) {
    const problem = z.prettifyError(parsed.error).replaceAll("\n", " ");
    throw brokenArtifact(path, `the header's entry of tensor "${name}" is wrong: ${problem}`, parsed.error);
  }
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  if (!isDtype(dtype)) {
    throw new PinakesError("MODEL_ARTIFACT", {
      where: path,
      message: `tensor "${name}" has element type ${dtype}; known are ${DTYPES.join(", ")}`,
      fix: "save the model with float32 weights and load that file.",
    });
  }
  const expected = shape.reduce((product, size) => product * size, BYTES_PER_ELEMENT[dtype]);
  const found = offsets[1] - offsets[0];
  if (found !== expected) {
    const what = `${dtype} [${shape.join(", ")}]`;
    throw brokenArtifact(path, `tensor "${name}", ${what}, takes ${expected} bytes, but its offsets span ${found}`);
  }
  return { dtype, shape, offsets };
}

function checkCoverage(tensors: readonly (readonly [string, TensorInfo])[], dataBytes: number, path: string): void {
  let covered = 0;
  for (const [name, { offsets }] of tensors) {
    if (offsets[0] !== covered) {
      const kind = offsets[0] < covered ? "overlaps the tensor before it" : "leaves a hole before it";
      throw brokenArtifact(path, `tensor "${name}" begins at byte ${offsets[0]}, expected ${covered}: it ${kind}`);
    }
    covered = offsets[1];
  }
  if (covered !== dataBytes) {
    const kind = covered > dataBytes ? "the file is cut short" : "the file has bytes that belong to no tensor";
    throw brokenArtifact(path, `its tensors take ${covered} bytes, but ${dataBytes} follow the header: ${kind}`);
  }
}
