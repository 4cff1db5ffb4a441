export { createCleaner } from "./clean.js";
export {
  type CleaningConfig,
  cleaningConfig,
  type TextConfig,
  textConfig,
  type WindowPooling,
  windowPoolingOf,
} from "./config.js";
export { countCharacters, countWords } from "./count.js";
export { type OutOfVocabulary, outOfVocabulary, outOfVocabularyIds } from "./coverage.js";
export { divide } from "./divide.js";
export { loadWordVectors, WINK_EMBEDDINGS, type WordVectorOptions, type WordVectors } from "./embeddings/index.js";
export { type MaskingVocabulary, maskingVocabulary } from "./masking-vocabulary.js";
export { type PaddedBatch, type PadOptions, padBatch, padValues } from "./padding.js";
export { createTextPreparer, type TextPreparer } from "./prepare.js";
export { loadTokenEncoder, saveTokenEncoder, type TokenizerConfigKeys, tokenEncoderFromJson } from "./save-encoder.js";
export { createStopWordFilter, stopWordLanguages } from "./stop-words.js";
export {
  type NewsgroupPart,
  stripNewsgroup,
  stripNewsgroupFooter,
  stripNewsgroupHeader,
  stripNewsgroupQuotes,
} from "./strip-newsgroup.js";
export { SubwordTokenizer } from "./subword-tokenizer.js";
export {
  type AnalyzerKind,
  type Artifact,
  type ArtifactTensor,
  type BlockOptions,
  type TfidfFeature,
  type TfidfJson,
  type TfidfOptions,
  TfidfVectorizer,
} from "./tfidf-vectorizer/index.js";
export {
  createTfidfWeighting,
  TfidfWeighting,
  type TfidfWeightingJson,
  type TfidfWeightingOptions,
} from "./tfidf-weights.js";
export type {
  EncodedText,
  JsonObject,
  SubwordTokenizerJson,
  TokenEncoder,
  TokenEncoderJson,
  WordTokenEncoderJson,
} from "./token-encoder.js";
export {
  type LongText,
  type TruncateOptions,
  type TruncationStats,
  truncate,
  truncateEncoded,
  truncationStats,
} from "./truncate.js";
export { PAD_ID, UNK_ID, Vocabulary, type VocabularyJson, type VocabularyOptions } from "./vocabulary.js";
export {
  divideEncoded,
  divideWindows,
  strideOf,
  type WindowOptions,
  type WindowSpan,
  type WindowStats,
  windowSpans,
  windowStats,
} from "./windows.js";
export { WordTokenEncoder } from "./word-encoder.js";
export { tokenizeWords, type WordTokenizerOptions } from "./word-tokenizer.js";
