/** Node's segmenter takes time that grows with the square of the text's length, so that it gets so many units at a time. */
const BLOCK = 256;

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });

/** What a reader takes for one character (Unicode's extended grapheme clusters), and the unit that it starts at. */
export function* graphemes(text: string): Generator<readonly [grapheme: string, at: number]> {
  let at = 0;
  while (at < text.length) {
    if (standsAlone(text, at)) {
      yield [text.charAt(at), at];
      at++;
    } else {
      for (const grapheme of nextGraphemes(text, at)) {
        yield [grapheme, at];
        at += grapheme.length;
        if (standsAlone(text, at)) break;
      }
    }
  }
}

/** Printable ASCII before printable ASCII, or at the end: nothing joins it. */
function standsAlone(text: string, at: number): boolean {
  return isPlain(text.charCodeAt(at)) && (at + 1 >= text.length || isPlain(text.charCodeAt(at + 1)));
}

function isPlain(code: number): boolean {
  return code >= 0x20 && code <= 0x7e;
}

/** One grapheme or more from a place on; the last of a block may go on behind it, and is left for the next. */
function nextGraphemes(text: string, at: number): string[] {
  for (let size = BLOCK; ; size *= 2) {
    const end = isHighSurrogate(text.charCodeAt(at + size - 1)) ? at + size + 1 : at + size;
    const found = Array.from(segmenter.segment(text.slice(at, end)), ({ segment }) => segment);
    if (end >= text.length) return found;
    if (found.length > 1) return found.slice(0, -1);
  }
}

/** The first half of a character; alone it would stand as a grapheme of its own, and end the one before. */
function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
