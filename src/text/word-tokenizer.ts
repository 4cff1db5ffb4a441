/** Options of {@link tokenizeWords}. */
export interface WordTokenizerOptions {
  /** Lower-case the text first (default true): GloVe 6B knows lower-case words only. */
  readonly lowercase?: boolean;
}

const WORD_CHARACTER = String.raw`[\p{L}\p{M}\p{N}]`;
const WORD = String.raw`[\p{L}\p{N}]${WORD_CHARACTER}*`;
const WORD_END = `(?!${WORD_CHARACTER})`;

/**
 * In the order in which they are tried at each place of a text:
 * a number with inner points, commas or colons; an abbreviation of single letters; a word before n't; the
 * contractions; a word, whose inner apostrophes belong to it where they begin no contraction (o'clock); a run of one mark.
 */
const TOKEN = new RegExp(
  [
    String.raw`\p{Nd}+(?:[.,:]\p{Nd}+)+${WORD_END}`,
    String.raw`(?<!${WORD_CHARACTER})(?:\p{L}\.){2,}`,
    String.raw`[\p{L}\p{N}]${WORD_CHARACTER}*?(?=n['’]t${WORD_END})`,
    `n['’]t${WORD_END}`,
    `['’](?:s|re|ll|d|m|ve)${WORD_END}`,
    `${WORD}(?:['’](?!(?:s|re|ll|d|m|ve|t)${WORD_END})${WORD_CHARACTER}+)*`,
    String.raw`([^\s\p{L}\p{M}\p{N}])\1*`,
  ].join("|"),
  "giu",
);

/**
 * Splits a text into words, numbers and marks, close to the Penn Treebank rules that GloVe's own corpora were split by
 * (Stanford tokenizer; Pennington et al. 2014, §4.2): `don't` is `do n't`, `Ann's` is `ann 's`, `10,000` and `u.s.` stay
 * whole.
 *
 * Where it differs, real text decided. On the training part of 20 Newsgroups, stripped (3.3 M tokens), splitting hyphenated
 * words leaves 3.2 % of the tokens without a GloVe vector, keeping them whole 3.7 % (numbers, contractions and single
 * letters set aside, which the npm package of GloVe lacks) and 10 % more types; so they are split, as are addresses,
 * paths and names_with_underscores. A run of one mark is one token: `...` (two dots or more), `--` (two hyphens or
 * more), which GloVe knows, and otherwise the mark once (`!!!!` is `!`), so that rulers do not use up a model's length.
 */
export function tokenizeWords(text: string, options: WordTokenizerOptions = {}): string[] {
  const source = (options.lowercase ?? true) ? text.toLowerCase() : text;
  const tokens = source.match(TOKEN) ?? [];
  for (let i = 0; i < tokens.length; i++) tokens[i] = normalizeToken(tokens[i] as string);
  return tokens;
}

/** A word, number or mark, and the UTF-16 units [start, end) of the text that it was read from. */
export interface PlacedWord {
  readonly token: string;
  readonly offsets: readonly [start: number, end: number];
}

/** The tokens of {@link tokenizeWords}, and where they are in the text as given. */
export function placeWords(text: string, { lowercase = true }: WordTokenizerOptions = {}): PlacedWord[] {
  const source = lowercase ? text.toLowerCase() : text;
  const origin = source.length === text.length ? (place: number) => place : lowerCaseOrigin(text);
  return Array.from(source.matchAll(TOKEN), ({ 0: token, index }) => ({
    token: normalizeToken(token),
    offsets: [origin(index), origin(index + token.length)],
  }));
}

/** From places in a lower-cased text to those in the text: İ becomes two characters, nothing becomes fewer. */
function lowerCaseOrigin(text: string): (place: number) => number {
  const origins: number[] = [];
  let at = 0;
  for (const character of text) {
    const lower = character.toLowerCase().length;
    for (let i = 0; i < lower; i++) origins.push(at + Math.min(i, character.length - 1));
    at += character.length;
  }
  origins.push(at);
  return (place) => origins[place] as number;
}

function normalizeToken(token: string): string {
  return STARTS_PLAIN.test(token) ? token : normalizeMark(token);
}

/** Most tokens: they need no second look. */
const STARTS_PLAIN = /^[a-z0-9][a-z0-9.,:]*$/u;

function normalizeMark(token: string): string {
  const first = String.fromCodePoint(token.codePointAt(0) as number);
  if (/[\p{L}\p{M}\p{N}]/u.test(token)) return token.replaceAll("’", "'");
  if (token.length === first.length) return token;
  if (first === ".") return "...";
  return first === "-" ? "--" : first;
}
