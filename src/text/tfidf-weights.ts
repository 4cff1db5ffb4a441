import { PinakesError } from "../shared/index.js";

/** What {@link createTfidfWeighting} needs beside the texts. */
export interface TfidfWeightingOptions {
  /** V */
  readonly vocabularySize: number;
  /** Id of unknown words: its idf is 1, the least there is, since such a word says nothing. */
  readonly unkId: number;
}

/** Weights a token, as JSON. */
export interface TfidfWeightingJson {
  readonly documents: number;
  readonly idf: readonly number[];
}

/** TF-IDF weights of the tokens of a text. */
export class TfidfWeighting {
  /** [V] smoothed inverse document frequency of each id. */
  readonly idf: Float64Array;
  /** Texts that the frequencies are from. */
  readonly documents: number;

  constructor(idf: Float64Array, documents: number) {
    this.idf = idf;
    this.documents = documents;
  }

  /**
   * Reads what {@link TfidfWeighting.toJSON} wrote.
   * @throws PinakesError MODEL_ARTIFACT for anything else
   */
  static fromJSON(json: unknown, where = "tfidf weights"): TfidfWeighting {
    if (!isTfidfWeightingJson(json)) {
      throw new PinakesError("MODEL_ARTIFACT", {
        where,
        message: "these are no TF-IDF weights: expected a number of documents and a list of positive numbers",
        fix: "train the model again, or take the file from the run that wrote it",
      });
    }
    return new TfidfWeighting(Float64Array.from(json.idf), json.documents);
  }

  /**
   * The weight of each token: (1 + ln tf) · idf, where tf is how often its id occurs in `ids`, divided by the mean of
   * these over the text, so that the weights of a text average 1 and the embeddings keep their scale.
   * @param ids [T] real tokens, no padding: those that the model sees
   * @returns [T]
   */
  weights(ids: Int32Array): Float32Array {
    const counts = new Map<number, number>();
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
    const raw = Float64Array.from(ids, (id) => (1 + Math.log(counts.get(id) as number)) * (this.idf[id] ?? 1));
    let total = 0;
    for (const weight of raw) total += weight;
    return Float32Array.from(raw, (weight) => (weight * ids.length) / total);
  }

  toJSON(): TfidfWeightingJson {
    return { documents: this.documents, idf: [...this.idf] };
  }
}

/**
 * The weighting of a training split: idf = ln((1 + n) / (1 + df)) + 1, as scikit-learn's `smooth_idf`, where df counts the
 * texts that an id occurs in and n all texts.
 * @param sequences the encoded texts of the training split, uncut
 */
export function createTfidfWeighting(sequences: Iterable<Int32Array>, options: TfidfWeightingOptions): TfidfWeighting {
  const frequencies = new Int32Array(options.vocabularySize);
  const lastSeenIn = new Int32Array(options.vocabularySize);
  let documents = 0;
  for (const ids of sequences) {
    documents++;
    for (const id of ids) {
      if (lastSeenIn[id] === documents) continue;
      lastSeenIn[id] = documents;
      frequencies[id] = (frequencies[id] ?? 0) + 1;
    }
  }
  const idf = Float64Array.from(frequencies, (df) => Math.log((1 + documents) / (1 + df)) + 1);
  idf[options.unkId] = 1;
  return new TfidfWeighting(idf, documents);
}

function isTfidfWeightingJson(json: unknown): json is TfidfWeightingJson {
  if (typeof json !== "object" || json === null) return false;
  const { documents, idf } = json as Partial<Record<string, unknown>>;
  return (
    typeof documents === "number" && Array.isArray(idf) && idf.every((value) => typeof value === "number" && value > 0)
  );
}
