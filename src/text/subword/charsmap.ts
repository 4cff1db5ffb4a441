import { type AlignedText, Rewriter } from "./aligned-text.js";
import { graphemes } from "./graphemes.js";
import { unsupported } from "./refuse.js";

/** Graphemes of this many bytes and more are replaced character by character, as in `tokenizers`. */
const LONG_GRAPHEME = 6;
const PRINTABLE = /^[ -~]*$/u;

/**
 * SentencePiece's normaliser, by the table of replacements that a checkpoint brings with it (`precompiled_charsmap`):
 * for XLM-R `nmt_nfkc`, for others what their makers chose.
 * @param encoded base64 of the length of the trie in bytes, the trie, and the replacements, each ended by a 0
 * @throws {@link unsupported} for anything else
 */
export function charsmapNormalizer(encoded: unknown): (source: AlignedText) => AlignedText {
  if (typeof encoded !== "string") throw unsupported("a Precompiled normaliser without its table");
  const map = new Charsmap(Buffer.from(encoded, "base64"));
  const keepsAscii = Array.from({ length: 95 }, (_, i) => map.replacement(String.fromCharCode(32 + i))).every(
    (found) => found === undefined,
  );
  return (source) => {
    if (keepsAscii && PRINTABLE.test(source.text)) return source;
    const out = new Rewriter(source);
    for (const [segment, index] of graphemes(source.text)) {
      const whole = Buffer.byteLength(segment) < LONG_GRAPHEME ? map.replacement(segment) : undefined;
      if (whole !== undefined) putReplacement(out, { old: segment, at: index, replacement: whole });
      else putCharacters(out, map, { segment, index });
    }
    return out.done();
  };
}

function putCharacters(out: Rewriter, map: Charsmap, { segment, index }: { segment: string; index: number }): void {
  let at = index;
  for (const character of segment) {
    out.put(map.replacement(character) ?? character, at, character.length);
    at += character.length;
  }
}

/** The first characters take the places of the old ones in turn, further ones that of the last. */
function putReplacement(
  out: Rewriter,
  { old, at, replacement }: { readonly old: string; readonly at: number; readonly replacement: string },
): void {
  const olds = [...old];
  let [from, index] = [at, 0];
  for (const character of replacement) {
    if (index > 0 && index < olds.length) from += (olds[index - 1] as string).length;
    out.put(character, from, (olds[Math.min(index, olds.length - 1)] as string).length);
    index++;
  }
}

/** A double-array trie (Darts) from bytes to replacements. */
class Charsmap {
  private readonly trie: Uint32Array;
  private readonly replacements: Buffer;
  private readonly known = new Map<string, string | undefined>();

  constructor(bytes: Buffer) {
    const size = bytes.length >= 4 ? bytes.readUInt32LE(0) : 0;
    if (size < 4 || size % 4 !== 0 || size + 4 > bytes.length) throw unsupported("a broken precompiled_charsmap");
    this.trie = Uint32Array.from({ length: size / 4 }, (_, i) => bytes.readUInt32LE(4 + 4 * i));
    this.replacements = bytes.subarray(4 + size);
  }

  /** What a text, or the shortest beginning of it that the table has, is replaced by as a whole. */
  replacement(text: string): string | undefined {
    if (this.known.has(text)) return this.known.get(text);
    const place = this.find(Buffer.from(text));
    const found =
      place === undefined ? undefined : this.replacements.toString("utf8", place, this.replacements.indexOf(0, place));
    this.known.set(text, found);
    return found;
  }

  /** After Yata et al., "A compact static double-array keeping character codes" (2007), as packed by darts-clone. */
  private find(key: Buffer): number | undefined {
    let node = offsetOf(this.trie[0] as number);
    for (const byte of key) {
      if (byte === 0) return undefined;
      node ^= byte;
      const unit = this.trie[node] ?? 0;
      if ((unit & 0x800000ff) >>> 0 !== byte) return undefined;
      node ^= offsetOf(unit);
      if (((unit >>> 8) & 1) === 1) return (this.trie[node] ?? 0) & 0x7fffffff;
    }
    return undefined;
  }
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}
