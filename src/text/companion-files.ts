import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * What may stand beside a `tokenizer.json`, which holds all of it again: the vocabulary as older programs read it, and the
 * names of the special tokens.
 */
const COMPANIONS = [
  "special_tokens_map.json",
  "added_tokens.json",
  "vocab.txt",
  "vocab.json",
  "merges.txt",
  "sentencepiece.bpe.model",
  "spiece.model",
];

/** The files beside a `tokenizer.json` that only other programs read, by their names, as they are. */
export async function readCompanions(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const name of COMPANIONS) {
    const content = await readFile(join(folder, name)).catch(() => undefined);
    if (content !== undefined) files.set(name, content);
  }
  return files;
}
