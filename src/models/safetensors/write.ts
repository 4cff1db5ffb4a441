import { InternalError, invariant, PinakesError, writeFileWhole } from "../../shared/index.js";
import { BYTES_PER_ELEMENT, DTYPES, type Dtype, dtypeOf, type TensorData } from "./dtypes.js";
import { METADATA_KEY } from "./header.js";

/** A tensor to be written. */
export interface WritableTensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
  /** "BOOL" for a Uint8Array of 0 and 1; else it follows from the array. */
  readonly dtype?: "BOOL";
}

/** The header's length is padded to this, so that the data begins aligned. */
const ALIGNMENT = 8;

/**
 * Writes tensors as a safetensors file, in the reference implementation's own order (element types by size, then
 * names), so that equal tensors are equal bytes. The file appears whole or not at all. Values go to the disk from where they lie, without a second copy.
 * @throws PinakesError MODEL_ARTIFACT where the file can't be written
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, WritableTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const entries = [...tensors].map(([name, tensor]) => toEntry(name, tensor)).sort(byTypeAndName);
  try {
    await writeFileWhole(path, blocksOf(entries, metadata));
  } catch (cause) {
    throw new PinakesError("MODEL_ARTIFACT", {
      where: path,
      message: `the weights could not be saved (${cause instanceof Error ? cause.message : String(cause)})`,
      fix: "check that the folder exists, may be written to and has space left.",
      cause,
    });
  }
}

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

function toEntry(name: string, tensor: WritableTensor): Entry {
  const { shape, data } = tensor;
  const dtype = tensor.dtype ?? dtypeOf(data);
  invariant(name !== METADATA_KEY, `a tensor is named ${METADATA_KEY}`);
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== data.length || data.BYTES_PER_ELEMENT !== BYTES_PER_ELEMENT[dtype]) {
    throw new InternalError(`tensor "${name}", ${dtype} [${shape.join(", ")}], is given ${data.length} values`);
  }
  return { name, dtype, shape, data };
}

function byTypeAndName(a: Entry, b: Entry): number {
  return DTYPES.indexOf(a.dtype) - DTYPES.indexOf(b.dtype) || Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
}

/** The length and the JSON. Written by hand, because an object would move names like "0" to the front. */
function encodeHeader(entries: readonly Entry[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const fields: string[] = [];
  const notes = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  if (notes.length > 0) {
    const pairs = notes.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    fields.push(`"${METADATA_KEY}":{${pairs.join(",")}}`);
  }
  let begin = 0;
  for (const { name, dtype, shape, data } of entries) {
    const end = begin + data.byteLength;
    fields.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`);
    begin = end;
  }
  const json = Buffer.from(`{${fields.join(",")}}`);
  const length = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const bytes = Buffer.alloc(8 + length, " ");
  bytes.writeBigUInt64LE(BigInt(length), 0);
  json.copy(bytes, 8);
  return bytes;
}

function* blocksOf(entries: readonly Entry[], metadata: Readonly<Record<string, string>>): Generator<Uint8Array> {
  yield encodeHeader(entries, metadata);
  for (const { data } of entries) yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
