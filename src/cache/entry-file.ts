import { createHash } from "node:crypto";

/** Arrays by name: what an entry of the cache holds. */
export type CacheEntry = Readonly<Record<string, Int32Array | Float32Array | Uint8Array>>;

const MAGIC = Buffer.from("PINAKES1");
const DIGEST = 32;
/** Arrays begin at multiples of this, so that they can be read in place. */
const ALIGNMENT = 8;

const TYPES = { i32: Int32Array, f32: Float32Array, u8: Uint8Array } as const;
type TypeName = keyof typeof TYPES;

interface Header {
  readonly key: string;
  readonly arrays: readonly { readonly name: string; readonly type: TypeName; readonly length: number }[];
}

/**
 * The bytes of an entry: magic, length of the header, header (JSON, padded with spaces), arrays (each padded to 8 bytes;
 * byte order of the machine, since a cache stays on it), SHA-256 of all that.
 */
export function encodeEntry(key: string, entry: CacheEntry): Buffer {
  const named = Object.entries(entry);
  const header: Header = {
    key,
    arrays: named.map(([name, array]) => ({ name, type: typeOf(array), length: array.length })),
  };
  const json = Buffer.from(JSON.stringify(header));
  const start = MAGIC.length + 4;
  const text = Buffer.alloc(aligned(start + json.length) - start, " ");
  json.copy(text);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  const blocks: Uint8Array[] = [MAGIC, size, text];
  for (const [, array] of named) {
    const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
    blocks.push(bytes, Buffer.alloc(aligned(bytes.length) - bytes.length));
  }
  const hash = createHash("sha256");
  for (const block of blocks) hash.update(block);
  return Buffer.concat([...blocks, hash.digest()]);
}

/** The entry of a key, or undefined for bytes that are no such entry, whole and unchanged. */
export function decodeEntry(bytes: Buffer, key: string): CacheEntry | undefined {
  const start = MAGIC.length + 4;
  if (bytes.length < start + DIGEST || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const body = bytes.subarray(0, bytes.length - DIGEST);
  if (!createHash("sha256").update(body).digest().equals(bytes.subarray(body.length))) return undefined;
  const end = start + bytes.readUInt32LE(MAGIC.length);
  // What carries the right digest is what was written.
  const header = JSON.parse(body.toString("utf8", start, end)) as Header;
  if (header.key !== key) return undefined;
  const entry: Record<string, Int32Array | Float32Array | Uint8Array> = {};
  let at = end;
  for (const { name, type, length } of header.arrays) {
    const { BYTES_PER_ELEMENT: width } = TYPES[type];
    entry[name] = new TYPES[type](Uint8Array.from(body.subarray(at, at + width * length)).buffer, 0, length);
    at += aligned(width * length);
  }
  return entry;
}

function typeOf(array: CacheEntry[string]): TypeName {
  if (array instanceof Int32Array) return "i32";
  return array instanceof Float32Array ? "f32" : "u8";
}

function aligned(size: number): number {
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}
