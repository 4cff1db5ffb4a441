import { tokenizeWords } from "../text/index.js";

/** Texts as word ids. Words are lower-cased, as `tokenizeWords` splits them; marks are among them. */
export interface Corpus {
  /** `words[id]`, in the order in which they were first seen. */
  readonly words: readonly string[];
  /** The ids of each text, part after part. */
  readonly texts: readonly Int32Array[];
  /** [words] 1 where a word has a letter or a digit; 0 for marks. */
  readonly isWord: Uint8Array;
}

/** The words of all texts of all parts. */
export function corpusOf(parts: readonly { readonly texts: readonly string[] }[]): Corpus {
  const ids = new Map<string, number>();
  const texts = parts.flatMap((part) =>
    part.texts.map((text) =>
      Int32Array.from(tokenizeWords(text), (word) => {
        const known = ids.get(word);
        if (known !== undefined) return known;
        ids.set(word, ids.size);
        return ids.size - 1;
      }),
    ),
  );
  const words = [...ids.keys()];
  return { words, texts, isWord: Uint8Array.from(words, (word) => (/[\p{L}\p{N}]/u.test(word) ? 1 : 0)) };
}

/** How often each word occurs in some of the texts, by id. */
export function wordCounts({ words, texts }: Corpus, rows: Iterable<number> = texts.keys()): Uint32Array {
  const counts = new Uint32Array(words.length);
  for (const row of rows) for (const id of texts[row] as Int32Array) counts[id] = (counts[id] as number) + 1;
  return counts;
}
