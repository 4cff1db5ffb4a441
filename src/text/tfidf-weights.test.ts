import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readGolden } from "./testing/local-files.js";
import { createTfidfWeighting, TfidfWeighting } from "./tfidf-weights.js";
import { UNK_ID } from "./vocabulary.js";
import { WordTokenEncoder } from "./word-encoder.js";

const TOLERANCE = {
  // The same formula in double precision: the logarithms may differ in the last bit.
  idf: 1e-14,
  // The weights are rounded to float32.
  float32: 2e-7,
} as const;

interface Golden {
  readonly texts: string[];
  readonly idf: Record<string, number>;
  readonly weights: number[][];
}

describe("createTfidfWeighting against scikit-learn", () => {
  const golden = readGolden("tfidf_weights.json") as Golden;
  const encoder = WordTokenEncoder.fromTexts(golden.texts);
  const sequences = golden.texts.map((text) => encoder.encode(text));
  const weighting = createTfidfWeighting(sequences, { vocabularySize: encoder.vocabularySize, unkId: UNK_ID });

  it("has its idf", () => {
    const entries = Object.entries(golden.idf);
    expect(entries).toHaveLength(encoder.vocabularySize - 2);
    for (const [word, idf] of entries) {
      expect(Math.abs((weighting.idf[encoder.vocabulary.id(word)] as number) / idf - 1)).toBeLessThan(TOLERANCE.idf);
    }
  });

  it("has its sublinear weights, up to a factor a text that makes their mean 1", () => {
    for (const [row, expected] of golden.weights.entries()) {
      const actual = weighting.weights(sequences[row] as Int32Array);
      const mean = expected.reduce((sum, weight) => sum + weight, 0) / expected.length;
      for (const [token, weight] of actual.entries()) {
        expect(Math.abs((weight * mean) / (expected[token] as number) - 1)).toBeLessThan(TOLERANCE.float32);
      }
    }
  });
});

describe("TfidfWeighting", () => {
  const options = { vocabularySize: 6, unkId: UNK_ID };
  const sequence = (minLength: number) => fc.array(fc.integer({ min: 1, max: 5 }), { minLength, maxLength: 20 });

  it("gives each text positive weights with mean 1, whatever the order of its tokens", () => {
    fc.assert(
      fc.property(fc.array(sequence(0), { maxLength: 5 }), sequence(1), (training, ids) => {
        const weighting = createTfidfWeighting(
          training.map((row) => Int32Array.from(row)),
          options,
        );
        const weights = weighting.weights(Int32Array.from(ids));
        expect(weights.every((weight) => weight > 0)).toBe(true);
        expect(weights.reduce((sum, weight) => sum + weight, 0) / ids.length).toBeCloseTo(1, 5);
        expect(weighting.weights(Int32Array.from(ids).reverse())).toEqual(weights.slice().reverse());
      }),
    );
  });

  it("weighs rare words above common ones, and unknown ones least", () => {
    const weighting = createTfidfWeighting([Int32Array.of(2, 3), Int32Array.of(2)], options);
    const [common, rare, unknown] = weighting.weights(Int32Array.of(2, 3, 1)) as unknown as [number, number, number];
    expect(rare).toBeGreaterThan(common);
    expect(unknown).toBe(common);
    expect(weighting.weights(new Int32Array(0))).toHaveLength(0);
  });

  it("survives JSON, and refuses other JSON", () => {
    const weighting = createTfidfWeighting([Int32Array.of(2, 3), Int32Array.of(2)], options);
    expect(TfidfWeighting.fromJSON(JSON.parse(JSON.stringify(weighting)))).toEqual(weighting);
    for (const broken of [null, {}, { documents: 1, idf: [0] }, { documents: 1, idf: ["1"] }]) {
      expect(() => TfidfWeighting.fromJSON(broken)).toThrow("MODEL_ARTIFACT");
    }
  });
});
