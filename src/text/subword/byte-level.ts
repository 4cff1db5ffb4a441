import { type AlignedText, Rewriter } from "./aligned-text.js";

/** The printable character that stands for each byte in byte-level BPE (Radford et al. 2019). */
const BYTE_CHARACTERS: readonly string[] = byteCharacters();

/** What a space is in byte-level BPE: Ġ. */
export const BYTE_SPACE = BYTE_CHARACTERS[32] as string;

const BEYOND_ASCII = /[^\p{ASCII}]/u;
const UNPRINTABLE = /[\p{Cc} ]/gu;

/** A text whose characters stand for its bytes; all bytes of a character have its place. */
export function toByteCharacters(source: AlignedText): AlignedText {
  const { text } = source;
  if (!BEYOND_ASCII.test(text)) return source.withText(text.replace(UNPRINTABLE, bytesOf));
  const out = new Rewriter(source);
  let at = 0;
  for (const character of text) {
    out.put(bytesOf(character), at, character.length);
    at += character.length;
  }
  return out.done();
}

function bytesOf(character: string): string {
  return Array.from(Buffer.from(character), (byte) => BYTE_CHARACTERS[byte]).join("");
}

/** Printable Latin-1 stands for itself, the other bytes for the characters from U+0100 on. */
function byteCharacters(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const prints = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCharCode(prints ? byte : next++);
  });
}
