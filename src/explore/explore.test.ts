import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WordTokenEncoder } from "../text/index.js";
import { logOddsZ } from "./class-words.js";
import { exploreData } from "./explore.js";
import { inputOf, partOf, type TestRow } from "./testing/explored.js";

const TRAIN: readonly TestRow[] = [
  ["the cat purrs", "cats"],
  ["a cat and a cat sleep", "cats"],
  ["the dog barks", "dogs"],
  ["", "dogs"],
  ["the dog and the cat", "dogs"],
];
const TEST: readonly TestRow[] = [
  ["the ferret sleeps", "ferrets"],
  ["cats purr", "cats"],
];

describe("one label a text", () => {
  const input = inputOf("multi-class", [partOf("train", TRAIN, (text) => `  ${text} <b> `), partOf("test", TEST)]);
  const found = exploreData(input);

  it("has the sizes of the parts", () => {
    expect(found.parts).toEqual([
      { name: "train", texts: 5, empty: 1, short: 0, words: 3 + 6 + 3 + 0 + 5, characters: 13 + 21 + 13 + 0 + 19 },
      { name: "test", texts: 2, empty: 0, short: 1, words: 5, characters: 26 },
    ]);
    expect(found.cleaning).toMatchObject({ changed: 5, emptied: 1, words: { before: 27, after: 22 } });
    expect(found.samples.map(({ before }) => before)).toContain("  the cat purrs <b> ");
  });

  it("counts labels by part, with ids of the training part alone", () => {
    const [head] = found.labels;
    expect(head?.head).toBe("label");
    expect(head?.labels).toEqual([
      { id: 0, label: "cats", texts: 3, parts: { train: 2, test: 1 }, mean_words: 11 / 3 },
      { id: 1, label: "dogs", texts: 3, parts: { train: 3, test: 0 }, mean_words: 8 / 3 },
      { label: "ferrets", texts: 1, parts: { train: 0, test: 1 }, mean_words: 3 },
    ]);
    expect(head?.texts_per_label).toMatchObject({ mean: 7 / 3, min: 1, max: 3, smallest: ["ferrets"] });
    expect(head?.texts_per_label.largest).toEqual(["cats", "dogs"]);
    expect(head?.parts.test).toMatchObject({ min: 0, smallest: ["dogs"] });
  });

  it("measures lengths, and what the model's tokenizer makes of them", () => {
    expect(found.lengths.words.all).toMatchObject({ count: 7, sum: 22, min: 0, median: 3, max: 6 });
    expect(found.lengths.tokens).toBeUndefined();
    const encoder = WordTokenEncoder.fromTexts(TRAIN.map(([text]) => text));
    const ids = input.parts.map(({ texts }) => texts.map((text) => encoder.encode(text)));
    const { tokens } = exploreData({ ...input, tokenizer: { name: "words", encoder, ids, maxLength: 4 } }).lengths;
    expect(tokens).toMatchObject({ tokenizer: "words", max_length: 4, p95: 6 });
    expect(tokens?.cut.train).toEqual({ texts: 2, share: 0.4, token_share: 3 / 18 });
    // ferret, sleeps, cats, purr; "the" is known.
    expect(tokens?.unknown.test).toBe(4 / 5);
  });

  it("tells which words training lacks, and which have no vector", () => {
    const vectors = { name: "made up", has: (word: string) => word !== "the" };
    const { vocabulary } = exploreData({ ...input, vectors });
    expect(vocabulary.parts.train).toMatchObject({ tokens: 17, types: 8, once: 3 });
    expect(vocabulary.parts.test?.new_to_training).toMatchObject({ tokens: 4, token_share: 0.8, types: 4 });
    expect(vocabulary.parts.train?.without_vector).toMatchObject({
      tokens: 4,
      commonest: [{ word: "the", tokens: 4 }],
    });
    expect(vocabulary.coverage).toEqual([{ words: 8, token_share: 1 }]);
  });

  it("finds the words of each label", () => {
    const words = Object.fromEntries(found.label_words.map((own) => [own.label, own]));
    expect(words.dogs?.characteristic.map(({ word }) => word)).toEqual(["dog", "the"]);
    expect(words.cats?.top[0]).toMatchObject({ word: "cat", texts: 2 });
    expect(words.cats?.top.map(({ word }) => word)).not.toContain("the");
    const whole = exploreData({ ...input, language: "none" }).label_words.find(({ label }) => label === "cats");
    expect(whole?.top.map(({ word }) => word)).toContain("the");
  });

  it("says what to do, the gravest first", () => {
    const repeated = exploreData(
      inputOf("multi-class", [partOf("train", TRAIN), partOf("test", [["THE CAT  PURRS", "dogs"]])]),
    );
    expect(repeated.findings.map(({ code }) => code)).toEqual([
      "texts_across_parts",
      "repeats_with_other_labels",
      "labels_with_few_texts",
      "empty_texts",
    ]);
    expect(repeated.findings[0]).toMatchObject({
      level: "problem",
      places: ["train.csv:2 (train) = test.csv:2 (test)"],
    });
    expect(found.findings.map(({ code }) => code)).not.toContain("texts_across_parts");
  });
});

it("log-odds follow the formula, and are antisymmetric", () => {
  // ln((8 + 2) / (100 + 50 − 10)) − ln((4 + 2) / (200 + 50 − 6)), over √(1/10 + 1/6)
  const z = logOddsZ({ count: 8, total: 100 }, { count: 4, total: 200 }, { count: 2, total: 50 });
  expect(z).toBeCloseTo((Math.log(10 / 140) - Math.log(6 / 244)) / Math.sqrt(1 / 10 + 1 / 6), 12);
  expect(logOddsZ({ count: 4, total: 200 }, { count: 8, total: 100 }, { count: 2, total: 50 })).toBeCloseTo(-z, 12);
  expect(logOddsZ({ count: 8, total: 100 }, { count: 0, total: 0 }, { count: 2, total: 50 })).toBe(0);
});

describe("several labels a text", () => {
  const rows: readonly TestRow[] = [["one", "a", "b"], ["two", "a", "b", "c"], ["three", "a"], ["four"], ["five", "c"]];
  const found = exploreData(inputOf("multi-label", [partOf("all", rows)]));

  it("counts sets and pairs", () => {
    const { co_occurrence: together, labels_per_text: perText } = found;
    expect(perText).toMatchObject({ what: "labels", mean: 7 / 5, parts: { all: 7 / 5 } });
    expect(perText?.texts).toEqual([0, 1, 2, 3].map((labels) => ({ labels, texts: labels === 1 ? 2 : 1 })));
    expect(together?.combinations).toBe(5);
    expect(together?.pairs[0]).toEqual({ labels: ["a", "b"], texts: 2, lift: (2 * 5) / (3 * 2) });
    expect(together?.matrix).toEqual({
      labels: ["a", "b", "c"],
      counts: [
        [3, 2, 1],
        [2, 2, 1],
        [1, 1, 2],
      ],
    });
    expect(found.tree).toBeUndefined();
  });

  it("has counts that add up, whatever the sets", () => {
    const sets = fc.array(fc.subarray(["a", "b", "c", "d"]), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(sets, (golds) => {
        fc.pre(new Set(golds.flat()).size > 1);
        const made = exploreData(
          inputOf("multi-label", [
            partOf(
              "all",
              golds.map((gold, i) => [`w${i}`, ...gold]),
            ),
          ]),
        );
        const having = made.labels.flatMap((head) => head.labels).reduce((sum, { texts }) => sum + texts, 0);
        expect(having).toBe(golds.flat().length);
        expect(made.labels_per_text?.texts.reduce((sum, { texts }) => sum + texts, 0)).toBe(golds.length);
        const pairs = golds.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
        expect(made.co_occurrence?.pairs.reduce((sum, { texts }) => sum + texts, 0)).toBe(pairs);
      }),
      { numRuns: 40 },
    );
  });
});

describe("paths", () => {
  it("become a tree with counts, and its odd nodes are named", () => {
    const rows: readonly TestRow[] = [
      ["one", "Arts", "Music"],
      ["two", "Arts", "Film"],
      ["three", "Science", "Physics"],
      ["four", "People"],
    ];
    const known = [["Arts", "Dance"]];
    const found = exploreData(
      inputOf("hierarchical", [partOf("train", rows), partOf("test", rows.slice(0, 1))], { known }),
    );
    const { tree } = found;
    expect(tree).toMatchObject({ levels: 2, leaves: 5, orphans: ["People"], one_child: ["Science"] });
    expect(tree?.without_texts).toEqual(["Arts > Dance"]);
    const arts = tree?.nodes.find(({ path }) => path === "Arts");
    expect(arts).toMatchObject({ texts: 3, train: 2, ending: 0, level: 0, parent: -1 });
    expect(found.labels.map(({ head }) => head)).toEqual(["level1", "level2"]);
    expect(found.labels_per_text).toMatchObject({ what: "levels", mean: 9 / 5 });
    expect(found.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["nodes_with_one_child", "nodes_without_children"]),
    );
  });

  it("may be several a text", () => {
    const rows: readonly TestRow[] = [
      ["one", "Arts", "Arts > Music", "People"],
      ["two", "Arts", "Arts > Film"],
    ];
    const found = exploreData(inputOf("hierarchical", [partOf("all", rows)], { severalPaths: true }));
    expect(found.labels_per_text).toMatchObject({
      what: "paths",
      texts: [
        { labels: 1, texts: 1 },
        { labels: 2, texts: 1 },
      ],
    });
    expect(found.tree?.nodes.map(({ path, texts, ending }) => [path, texts, ending])).toEqual([
      ["Arts", 2, 0],
      ["Arts > Film", 1, 1],
      ["Arts > Music", 1, 1],
      ["People", 1, 1],
    ]);
    expect(found.labels.map(({ head, labels }) => [head, labels.length])).toEqual([
      ["level1", 2],
      ["level2", 2],
    ]);
    expect(found.labels[1]?.labels[0]?.id).toBeGreaterThan(0);
  });
});

it("of texts without a word has no words to tell of", () => {
  const found = exploreData(
    inputOf("multi-class", [
      partOf("all", [
        ["", "a"],
        ["...", "b"],
      ]),
    ]),
  );
  expect(found.vocabulary).toMatchObject({ types: 1, tokens: 1 });
  expect(found.label_words.flatMap(({ top, characteristic }) => [...top, ...characteristic])).toEqual([]);
  expect(found.repeats.exact.groups).toBe(0);
});
