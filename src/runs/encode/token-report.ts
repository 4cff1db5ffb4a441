import type { OutOfVocabulary, TruncationStats, WindowStats } from "../../text/index.js";

/** What is known of the tokens of the training part, and of the validation part where it says so. */
export interface TokenReport {
  readonly vocabulary_size: number;
  readonly truncation: TruncationStats;
  /** Where texts are read in windows. */
  readonly windows?: WindowStats;
  /** Of the tokens and types that stay, those that are UNK. */
  readonly unknown: OutOfVocabulary;
  /** Of those of the validation part: words that the training part taught are not all that there are. */
  readonly validation_unknown?: OutOfVocabulary;
  /** Of the training part's, those without a pretrained vector. */
  readonly without_vector?: OutOfVocabulary;
}
