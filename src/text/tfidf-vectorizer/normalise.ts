const NOT_ASCII = /[^\0-\x7f]/;
const MARKS = /\p{M}/gu;
const COMBINING_IOTA = "\u0345";

/** What happens to a text before n-grams are taken from it. */
export interface NormaliseOptions {
  readonly lowercase: boolean;
  /** NFKD without combining characters: scikit-learn's `strip_accents="unicode"`. */
  readonly stripAccents: boolean;
}

/** The text lower-cased and then without accents, in this order, as scikit-learn's vectorizers do it. */
export function normalise(text: string, options: NormaliseOptions): string {
  const cased = options.lowercase ? text.toLowerCase() : text;
  if (!options.stripAccents || !NOT_ASCII.test(cased)) return cased;
  return cased.normalize("NFKD").replace(MARKS, (mark) => (isCombining(mark) ? "" : mark));
}

const combining = new Map<string, boolean>();

/**
 * Whether a decomposed character has a canonical combining class other than 0 (Python's `unicodedata.combining`).
 *
 * JavaScript does not tell the class, but its normal forms sort by it: behind U+0345, which has the highest class of
 * all (240), a character of any other class but 0 moves to the front.
 */
function isCombining(mark: string): boolean {
  let known = combining.get(mark);
  if (known === undefined) {
    const pair = COMBINING_IOTA + mark;
    known = mark === COMBINING_IOTA || pair.normalize("NFD") !== pair;
    combining.set(mark, known);
  }
  return known;
}
