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
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as string;
    if (!STARTS_PLAIN.test(token)) tokens[i] = normalizeMark(token);
  }
  return tokens;
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
