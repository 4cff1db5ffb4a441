/**
 * A text that was rewritten, which still knows where each of its characters came from. Places are UTF-16 units, of this
 * text or of the original one.
 */
export class AlignedText {
  /**
   * @param text the text as it is now
   * @param shift where in the original it starts
   * @param spans [start, end) in the original of each unit, in turn; undefined where the text is the original's own
   */
  constructor(
    readonly text: string,
    readonly shift: number,
    private readonly spans?: Int32Array,
  ) {}

  /** Where the characters [from, to) came from; nothing for no characters. */
  span(from: number, to: number): readonly [start: number, end: number] {
    const { spans, shift } = this;
    if (!spans) return [shift + from, shift + to];
    return from >= to ? [shift, shift] : [spans[2 * from] as number, spans[2 * to - 1] as number];
  }

  /** The characters [from, to). */
  slice(from: number, to: number): AlignedText {
    const text = this.text.slice(from, to);
    return new AlignedText(text, this.span(from, to)[0], this.spans?.subarray(2 * from, 2 * to));
  }

  /** The same places under other characters, unit by unit. */
  withText(text: string): AlignedText {
    return new AlignedText(text, this.shift, this.spans);
  }
}

/** Writes a text anew from another one; each character that is put takes the place of one of the other's. */
export class Rewriter {
  private text = "";
  private spans = new Int32Array(256);
  private size = 0;

  constructor(private readonly source: AlignedText) {}

  /**
   * @param characters what is written
   * @param from the unit at which the source's character starts whose place it takes
   * @param length units of that character
   */
  put(characters: string, from: number, length: number): void {
    const [start, end] = this.source.span(from, from + length);
    this.text += characters;
    const size = this.size + 2 * characters.length;
    if (size > this.spans.length) this.grow(size);
    for (let at = this.size; at < size; at += 2) {
      this.spans[at] = start;
      this.spans[at + 1] = end;
    }
    this.size = size;
  }

  /** What was written. */
  done(): AlignedText {
    return new AlignedText(this.text, this.source.shift, this.spans.subarray(0, this.size));
  }

  private grow(size: number): void {
    const spans = new Int32Array(2 * size);
    spans.set(this.spans);
    this.spans = spans;
  }
}

/** Rewrites a text character by character; `undefined` keeps one as it is. */
export function rewriteCharacters(
  source: AlignedText,
  replacement: (character: string) => string | undefined,
): AlignedText {
  const out = new Rewriter(source);
  let at = 0;
  for (const character of source.text) {
    out.put(replacement(character) ?? character, at, character.length);
    at += character.length;
  }
  return out.done();
}
