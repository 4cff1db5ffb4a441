/** How many tokens, and how many different ones, are out of a vocabulary. */
export interface OutOfVocabulary {
  readonly tokens: number;
  readonly unknownTokens: number;
  /** `unknownTokens / tokens`, 0 without tokens. */
  readonly tokenShare: number;
  readonly types: number;
  readonly unknownTypes: number;
  /** `unknownTypes / types`, 0 without types. */
  readonly typeShare: number;
}

/**
 * The share of a split's words that something does not know: `(word) => vocabulary.has(word)`, or whether a word has a
 * pretrained vector.
 * @param texts the words of each text, as the tokenizer splits them
 */
export function outOfVocabulary(
  texts: Iterable<readonly string[]>,
  isKnown: (word: string) => boolean,
): OutOfVocabulary {
  const counts = new Map<string, number>();
  for (const tokens of texts) for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  return summarize(counts, isKnown);
}

/**
 * The same over encoded texts, where all words outside the vocabulary are one type, UNK.
 * @param isKnown whether an id counts as known: `(id) => id !== unkId`, or `(id) => hasVector[id] === 1`
 */
export function outOfVocabularyIds(sequences: Iterable<Int32Array>, isKnown: (id: number) => boolean): OutOfVocabulary {
  const counts = new Map<number, number>();
  for (const ids of sequences) for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return summarize(counts, isKnown);
}

function summarize<T>(counts: ReadonlyMap<T, number>, isKnown: (type: T) => boolean): OutOfVocabulary {
  let [tokens, unknownTokens, unknownTypes] = [0, 0, 0];
  for (const [type, count] of counts) {
    tokens += count;
    if (isKnown(type)) continue;
    unknownTypes++;
    unknownTokens += count;
  }
  const types = counts.size;
  return {
    tokens,
    unknownTokens,
    tokenShare: tokens === 0 ? 0 : unknownTokens / tokens,
    types,
    unknownTypes,
    typeShare: types === 0 ? 0 : unknownTypes / types,
  };
}
