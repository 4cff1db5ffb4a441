import type { OutOfVocabulary, TruncationStats } from "../text/index.js";

/** What is known of the tokens of the training part. */
export interface TokenReport {
  readonly vocabulary_size: number;
  readonly truncation: TruncationStats;
  /** Of the tokens and types that stay, those that are UNK. */
  readonly unknown: OutOfVocabulary;
  /** Of them, those without a pretrained vector. */
  readonly without_vector?: OutOfVocabulary;
}
