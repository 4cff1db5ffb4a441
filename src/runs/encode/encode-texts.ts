import { createHash } from "node:crypto";
import type { TokenEncoder } from "../../text/index.js";
import { pinakesVersion } from "../directory/manifest.js";
import { type CacheUse, keep } from "./run-cache.js";

/** Raised where the same tokenizer would give other ids for the same texts. */
const FORMAT = 1;

/** Texts as ids, uncut and without special tokens. */
export interface EncodedTexts {
  readonly ids: readonly Int32Array[];
  /** Says all that the ids depend on: the tokenizer and the texts. */
  readonly key: string;
}

/**
 * Ids of prepared texts. Those of subwords are kept for the next run, whatever its split, model or longest length;
 * words are fast, and depend on the split.
 */
export async function encodeTexts(
  texts: readonly string[],
  encoder: TokenEncoder,
  use: CacheUse,
): Promise<EncodedTexts> {
  const key = tokensKey(texts, encoder);
  const { cache, onEvent } = use;
  if (!cache || encoder.kind !== "subword") return { key, ids: texts.map((text) => encoder.encode(text)) };
  const entry = await cache.read("tokens", key);
  if (entry) {
    onEvent?.({
      type: "stage",
      message: `token ids of ${texts.length} texts are taken from the cache (${cache.directory})`,
    });
    return { key, ids: divided(entry.ids as Int32Array, entry.ends as Int32Array) };
  }
  const ids = texts.map((text) => encoder.encode(text));
  await keep(use, "tokens", key, joined(ids));
  return { key, ids };
}

function tokensKey(texts: readonly string[], encoder: TokenEncoder): string {
  const hash = createHash("sha256").update(`tokens ${FORMAT} of pinakes ${pinakesVersion()}\n`);
  hash.update(JSON.stringify(encoder.toJSON()));
  // With its length, so that no two lists of texts look alike.
  for (const text of texts) hash.update(`\n${text.length} `).update(text);
  return hash.digest("hex");
}

function joined(rows: readonly Int32Array[]): { readonly ids: Int32Array; readonly ends: Int32Array } {
  const ends = new Int32Array(rows.length);
  rows.reduce((total, { length }, row) => (ends[row] = total + length), 0);
  const ids = new Int32Array(ends.at(-1) ?? 0);
  for (const [row, own] of rows.entries()) ids.set(own, (ends[row] as number) - own.length);
  return { ids, ends };
}

function divided(ids: Int32Array, ends: Int32Array): Int32Array[] {
  return Array.from(ends, (end, row) => ids.subarray(row === 0 ? 0 : ends[row - 1], end));
}
