import type { DataReport, Example, Part } from "../data/index.js";
import type { Finding, LabelSpace } from "../labels/index.js";
import type { TokenEncoder } from "../text/index.js";
import type { Corpus } from "./corpus.js";

/** A part of the data; `all` where nothing divides it. */
export type PartName = Part | "all";

/** The texts of one part. */
export interface ExploredPart {
  readonly name: PartName;
  readonly examples: readonly Example[];
  /** The same texts as a model gets them: stripped and cleaned. */
  readonly texts: readonly string[];
}

/** What the tokenizer of a config makes of the texts, and how many of its tokens a model takes. */
export interface ExploredTokenizer {
  /** In words, for the reader. */
  readonly name: string;
  readonly encoder: Pick<TokenEncoder, "prefix" | "suffix" | "unkId">;
  /** The token ids of each text, part after part: uncut, without special tokens. */
  readonly ids: readonly (readonly Int32Array[])[];
  /** Special tokens included. */
  readonly maxLength: number;
}

/** Which words have a pretrained vector. */
export interface KnownWords {
  /** Of the vectors, for the reader. */
  readonly name: string;
  readonly has: (word: string) => boolean;
}

/** All that an exploration is made from. */
export interface ExploreInput {
  /** What the data is called. */
  readonly name: string;
  /** In their order; the first is what a model learns from. */
  readonly parts: readonly ExploredPart[];
  /** The words of all texts: {@link corpusOf} of the same parts. */
  readonly corpus: Corpus;
  /** Whose stop words are left out of the commonest words: a code of ISO 639-1, or `none`. */
  readonly language: string;
  /** The labels of the first part. */
  readonly space: LabelSpace;
  /** Whether a text may have several paths. */
  readonly severalPaths: boolean;
  readonly report: Pick<DataReport, "files" | "rows" | "dropped" | "split">;
  /** What reading and dividing found. */
  readonly findings: readonly Finding[];
  readonly tokenizer?: ExploredTokenizer | undefined;
  readonly vectors?: KnownWords | undefined;
}

/** A text, wherever it is. */
export interface PlacedText {
  readonly part: PartName;
  readonly example: Example;
  readonly text: string;
}

/** The texts of all parts in one list, in the order of the corpus. */
export function allTexts(parts: readonly ExploredPart[]): PlacedText[] {
  return parts.flatMap(({ name, examples, texts }) =>
    examples.map((example, row) => ({ part: name, example, text: texts[row] as string })),
  );
}
