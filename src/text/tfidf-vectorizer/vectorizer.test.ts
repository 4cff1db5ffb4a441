import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SparseMatrix } from "../../shared/index.js";
import { type TfidfOptions, TfidfVectorizer } from "./index.js";

interface Case {
  readonly name: string;
  readonly options: {
    readonly analyzer: "word" | "char_wb";
    readonly ngram_range: [number, number];
    readonly lowercase: boolean;
    readonly strip_accents: string | null;
    readonly sublinear_tf: boolean;
    readonly min_df: number;
    readonly max_features: number | null;
  };
  readonly features: string[];
  readonly idf: number[];
  readonly train: [number[], number[]][];
  readonly test: [number[], number[]][];
}

const golden: { train: string[]; test: string[]; cases: Case[] } = JSON.parse(
  readFileSync(new URL("../../../test/golden/data/tfidf.json", import.meta.url), "utf8"),
);

/** Both sides compute in float64; only the order of a few sums differs. */
const FLOAT64 = 1e-12;

const both: TfidfOptions = {
  word: { ngrams: [1, 2], minDf: 1, maxFeatures: 1000 },
  char: { ngrams: [2, 4], minDf: 1, maxFeatures: 1000 },
  lowercase: true,
  stripAccents: true,
  sublinearTf: true,
};

function optionsOf({ options }: Case): TfidfOptions {
  const block = {
    ngrams: options.ngram_range,
    minDf: options.min_df,
    maxFeatures: options.max_features ?? Number.POSITIVE_INFINITY,
  };
  return {
    word: options.analyzer === "word" && block,
    char: options.analyzer === "char_wb" && block,
    lowercase: options.lowercase,
    stripAccents: options.strip_accents === "unicode",
    sublinearTf: options.sublinear_tf,
  };
}

/** A row as [feature name, value], by name. */
function rowByName(matrix: SparseMatrix, row: number, nameOf: (column: number) => string): [string, number][] {
  const entries: [string, number][] = [];
  for (let p = matrix.indptr[row] as number; p < (matrix.indptr[row + 1] as number); p++) {
    entries.push([nameOf(matrix.indices[p] as number), matrix.values[p] as number]);
  }
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}

function expectRows(
  matrix: SparseMatrix,
  nameOf: (column: number) => string,
  expected: Case["train"],
  names: string[],
) {
  expect(matrix.rows).toBe(expected.length);
  for (const [row, [indices, values]] of expected.entries()) {
    const found = rowByName(matrix, row, nameOf);
    const wanted = indices
      .map((column, p): [string, number] => [names[column] as string, values[p] as number])
      .sort(([a], [b]) => (a < b ? -1 : 1));
    expect(found.map(([name]) => name)).toEqual(wanted.map(([name]) => name));
    for (const [p, [, value]] of found.entries()) {
      expect(Math.abs(value - (wanted[p] as [string, number])[1])).toBeLessThan(FLOAT64);
    }
  }
}

describe("the same vectors as scikit-learn", () => {
  for (const one of golden.cases) {
    it(one.name, () => {
      const { vectorizer, matrix } = TfidfVectorizer.fitTransform(golden.train, optionsOf(one));
      const nameOf = (column: number) => vectorizer.feature(column).name;
      expectRows(matrix, nameOf, one.train, one.features);
      expectRows(vectorizer.transform(golden.test), nameOf, one.test, one.features);
      const names = Array.from({ length: vectorizer.columns }, (_, column) => nameOf(column));
      expect([...names].sort()).toEqual([...one.features].sort());
    });
  }
});

describe("a union of word and character n-grams", () => {
  it("has the columns of both side by side, each part as by itself", () => {
    const union = TfidfVectorizer.fitTransform(golden.train, both);
    const word = TfidfVectorizer.fitTransform(golden.train, { ...both, char: false });
    const char = TfidfVectorizer.fitTransform(golden.train, { ...both, word: false });
    expect(union.vectorizer.columns).toBe(word.vectorizer.columns + char.vectorizer.columns);
    const label = (v: TfidfVectorizer) => (column: number) => `${v.feature(column).kind} ${v.feature(column).name}`;
    for (let row = 0; row < golden.train.length; row++) {
      const parts = [
        ...rowByName(word.matrix, row, label(word.vectorizer)),
        ...rowByName(char.matrix, row, label(char.vectorizer)),
      ].sort(([a], [b]) => (a < b ? -1 : 1));
      expect(rowByName(union.matrix, row, label(union.vectorizer))).toEqual(parts);
    }
  });

  it("keeps columns ascending within a row", () => {
    const { matrix } = TfidfVectorizer.fitTransform(golden.train, both);
    for (let row = 0; row < matrix.rows; row++) {
      for (let p = (matrix.indptr[row] as number) + 1; p < (matrix.indptr[row + 1] as number); p++) {
        expect(matrix.indices[p] as number).toBeGreaterThan(matrix.indices[p - 1] as number);
      }
    }
  });
});

describe("vocabulary", () => {
  it("keeps the first by name of features with equally many occurrences", () => {
    const options = { ...both, char: false, word: { ngrams: [1, 1], minDf: 1, maxFeatures: 3 } } as const;
    const { vectorizer } = TfidfVectorizer.fitTransform(["dd cc bb", "dd aa ee"], options);
    expect([0, 1, 2].map((column) => vectorizer.feature(column).name)).toEqual(["aa", "bb", "dd"]);
  });

  it("is refused when empty, with what to do", () => {
    const options = { ...both, char: false, word: { ngrams: [1, 1], minDf: 2, maxFeatures: 3 } } as const;
    expect(() => TfidfVectorizer.fitTransform(["one text", "another"], options)).toThrow(/DATA_EMPTY[\s\S]*min_df/);
  });

  it("may lack one kind of n-gram when the other has some", () => {
    const char = { ngrams: [2, 3], minDf: 2, maxFeatures: 100 } as const;
    const word = { ngrams: [1, 1], minDf: 2, maxFeatures: 100 } as const;
    const { vectorizer } = TfidfVectorizer.fitTransform(["ab cde", "abx cdy"], { ...both, char, word });
    expect(vectorizer.feature(0)).toEqual({ kind: "char_wb", name: " a" });
  });
});

describe("laws", () => {
  const texts = fc.array(fc.oneof(fc.string({ unit: "grapheme" }), fc.lorem()), { minLength: 2, maxLength: 8 });
  const withText = texts.filter((all) => all.some((text) => /\S/u.test(text)));

  it("gives fitted texts the vectors that it gives them again, and the same after saving", () => {
    fc.assert(
      fc.property(withText, (all) => {
        const { vectorizer, matrix } = TfidfVectorizer.fitTransform(all, both);
        expect(vectorizer.transform(all)).toEqual(matrix);
        const { json, tensors } = vectorizer.toArtifact();
        const again = TfidfVectorizer.fromArtifact({ json: JSON.parse(JSON.stringify(json)), tensors });
        expect(again.transform(all)).toEqual(matrix);
      }),
      { numRuns: 50 },
    );
  });

  it("gives each part of a row unit length or zero", () => {
    fc.assert(
      fc.property(withText, (all) => {
        const { matrix } = TfidfVectorizer.fitTransform(all, { ...both, word: false });
        for (let row = 0; row < matrix.rows; row++) {
          const values = matrix.values.subarray(matrix.indptr[row], matrix.indptr[row + 1]);
          const squares = values.reduce((sum, value) => sum + value * value, 0);
          if (values.length > 0) expect(Math.abs(squares - 1)).toBeLessThan(FLOAT64);
        }
      }),
      { numRuns: 50 },
    );
  });
});

it("refuses weights that do not fit the features", () => {
  const { vectorizer } = TfidfVectorizer.fitTransform(golden.train, both);
  const { json } = vectorizer.toArtifact();
  expect(() => TfidfVectorizer.fromArtifact({ json, tensors: {} })).toThrow(/MODEL_ARTIFACT.*tfidf.word.idf/);
});
