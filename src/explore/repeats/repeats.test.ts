import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../shared/index.js";
import { allTexts } from "../input.js";
import { inputOf, partOf, type TestRow } from "../testing/explored.js";
import { jaccard, shinglesOf } from "./min-hash.js";
import { nearPairs } from "./near-pairs.js";
import { repeatReport } from "./repeats.js";

const reportOf = (...parts: readonly ReturnType<typeof partOf>[]) => {
  const input = inputOf("multi-class", parts);
  return repeatReport(allTexts(parts), input);
};

/** Texts of words of their own: no two are alike. */
const text = (name: string, words = 30): string =>
  Array.from({ length: words }, (_, index) => `${name}${index}`).join(" ");

describe("shingles", () => {
  it("are runs of three words, each once", () => {
    expect(shinglesOf(Int32Array.of(1, 2, 3, 4, 5))).toHaveLength(3);
    expect(shinglesOf(Int32Array.of(1, 2, 3, 1, 2, 3))).toHaveLength(3);
    expect(shinglesOf(Int32Array.of(1, 2))).toHaveLength(1);
    expect(shinglesOf(Int32Array.of(1, 2))).not.toEqual(shinglesOf(Int32Array.of(1, 2, 0)));
    expect(shinglesOf(new Int32Array(0))).toHaveLength(0);
  });

  it("have the similarity of sets", () => {
    const set = (...values: number[]) => Uint32Array.from(values);
    expect(jaccard(set(1, 2, 3), set(2, 3, 4))).toBe(0.5);
    expect(jaccard(set(1, 2), set(3))).toBe(0);
    expect(jaccard(set(), set())).toBe(0);
    const sets = fc.uniqueArray(fc.nat({ max: 30 })).map((values) => Uint32Array.from(values).sort());
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const both = a.filter((value) => b.includes(value)).length;
        const either = new Set([...a, ...b]).size;
        expect(jaccard(a, b)).toBe(either === 0 ? 0 : both / either);
      }),
    );
  });
});

describe("nearPairs", () => {
  it("finds what a comparison of all pairs finds", () => {
    const rng = Rng.fromSeed(5);
    // Each of 60 texts comes with copies of which 1 to 8 of 80 words are changed.
    const sets = Array.from({ length: 60 }, (_, base) => {
      const words = Int32Array.from({ length: 80 }, (_unused, at) => base * 1000 + at);
      return [0, 1, 2, 3].map((changes) => {
        const copy = words.slice();
        for (let change = 0; change < 2 * changes; change++) copy[rng.integer(80)] = 900_000 + rng.integer(1000);
        return shinglesOf(copy);
      });
    }).flat();
    const expected: string[] = [];
    for (const [b, other] of sets.entries()) {
      for (let a = 0; a < b; a++) if (jaccard(sets[a] as Uint32Array, other) >= 0.7) expected.push(`${a} ${b}`);
    }
    const found = nearPairs(sets, 0.7).map(({ a, b }) => `${a} ${b}`);
    expect(expected.length).toBeGreaterThan(100);
    expect(new Set(expected)).toEqual(new Set([...expected, ...found]));
    // One pair in 6,000 may be missed.
    expect(found.length).toBeGreaterThanOrEqual(expected.length - 1);
  });

  it("gives true similarities, and takes no n² steps where thousands are alike", () => {
    const sets = Array.from({ length: 3000 }, (_, index) =>
      shinglesOf(Int32Array.of(...Array(40).keys(), 5000 + index)),
    );
    const pairs = nearPairs(sets, 0.9);
    expect(pairs.length).toBeLessThan(3000 * 60 * 32);
    expect(pairs.length).toBeGreaterThanOrEqual(2999);
    expect(pairs.every(({ similarity }) => Math.abs(similarity - 38 / 40) < 1e-12)).toBe(true);
  });
});

describe("repeatReport", () => {
  it("finds equal texts whatever their case, marks and spaces, and their labels", () => {
    const train = partOf("train", [
      ["The cat sat.", "a"],
      ["the  CAT sat", "a"],
      ["another text", "b"],
      ["", "a"],
      ["", "b"],
      ["!!!", "a"],
      ["???", "b"],
    ]);
    const test = partOf("test", [
      ["The cat sat!", "b"],
      ["Another Text", "b"],
      ["a third one", "a"],
    ]);
    const report = reportOf(train, test);
    expect(report.exact).toEqual({ groups: 2, texts: 3, conflicting: 1 });
    expect(report.near).toEqual({ groups: 0, texts: 0, conflicting: 0 });
    expect(report.within).toEqual({ train: 1 });
    expect(report.leaks).toEqual([{ from: "train", into: "test", exact: 2, near: 0, share: 2 / 3, conflicting: 1 }]);
    expect(report.groups[0]).toMatchObject({ similarity: 1, conflicting: true, excerpt: "The cat sat." });
    expect(report.groups[0]?.texts.map(({ place, labels }) => [place, ...labels])).toEqual([
      ["train.csv:2", "a"],
      ["train.csv:3", "a"],
      ["test.csv:2", "b"],
    ]);
  });

  it("finds nearly equal texts across parts, and those that they tie together", () => {
    const base = text("w", 60);
    const train = partOf("train", [
      [base, "a"],
      [text("x"), "a"],
      [text("y"), "b"],
    ]);
    const validation = partOf("validation", [[`${base} one more`, "a"]]);
    const test = partOf("test", [
      [`well ${base} one more`, "b"],
      [text("z"), "a"],
    ]);
    const report = reportOf(train, validation, test);
    expect(report.near).toEqual({ groups: 1, texts: 2, conflicting: 1 });
    expect(report.leaks).toEqual([
      { from: "train", into: "validation", exact: 0, near: 1, share: 1, conflicting: 0 },
      { from: "train", into: "test", exact: 0, near: 1, share: 0.5, conflicting: 1 },
      { from: "validation", into: "test", exact: 0, near: 1, share: 0.5, conflicting: 1 },
    ]);
    expect(report.groups[0]?.similarity).toBeCloseTo(58 / 61, 6);
  });

  it("finds all planted equal texts, and none else", () => {
    const copies = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(copies, (counts) => {
        const rows = counts.flatMap((count, index) => {
          return Array.from({ length: count }, (_, copy): TestRow => [text(`t${index}x`, 12), `l${copy % 2}`]);
        });
        const labelled: readonly TestRow[] = [...rows, ["one", "l0"], ["other", "l1"]];
        const report = reportOf(partOf("all", labelled));
        expect(report.exact).toEqual({
          groups: counts.filter((count) => count > 1).length,
          texts: counts.reduce((sum, count) => sum + count - 1, 0),
          conflicting: counts.filter((count) => count > 1).length,
        });
        expect(report.near.groups).toBe(0);
        expect(report.leaks).toEqual([]);
      }),
    );
  });
});
