import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../shared/index.js";
import { balancedBatches } from "./balanced-batches.js";
import { epochBatches } from "./epoch-batches.js";
import { RowSampler, type SamplerConfig } from "./row-sampler.js";
import { groupTexts, type LabelledRows } from "./text-groups.js";

const rng = (seed: number) => Rng.fromSeed(seed);

/** Texts of each label among some rows. */
function countLabels(labels: LabelledRows, rows: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const label of rows.flatMap((row) => labels[row] ?? [])) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

const timesOf = (rows: readonly number[], count: number): number[] => {
  const times = new Array<number>(count).fill(0);
  for (const row of rows) times[row] = (times[row] as number) + 1;
  return times;
};
const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
const rowsWith = (labels: LabelledRows, label: number): number[] =>
  labels.flatMap((own, row) => (own.includes(label) ? [row] : []));

const single = fc.array(fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 3), { minLength: 1, maxLength: 120 });
const sets = fc.array(fc.uniqueArray(fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 4), { maxLength: 3 }), {
  minLength: 1,
  maxLength: 120,
});
const samplers: fc.Arbitrary<SamplerConfig> = fc.oneof(
  fc.constantFrom<SamplerConfig>("none", "oversample", "undersample"),
  fc.record({ per_label: fc.integer({ min: 1, max: 40 }), with_replacement: fc.boolean() }),
);

/** 400, 100 and 20 texts of three labels; every fortieth of the first also has the third. */
const SKEWED: LabelledRows = [
  ...Array.from({ length: 400 }, (_, row) => (row % 40 === 0 ? [0, 2] : [0])),
  ...Array.from({ length: 100 }, () => [1]),
  ...Array.from({ length: 20 }, () => [2]),
];

describe("RowSampler with one label a text", () => {
  const expected = (sampler: SamplerConfig, count: number, all: readonly number[]): number => {
    if (sampler === "none") return count;
    if (sampler === "undersample") return Math.min(...all);
    if (typeof sampler === "string") return Math.max(...all);
    return sampler.with_replacement ? sampler.per_label : Math.min(count, sampler.per_label);
  };

  it("gives each label exactly its number, and repeats no text more than others of its label", () => {
    fc.assert(
      fc.property(single, samplers, fc.integer(), (given, sampler, seed) => {
        const labels = given.map((label) => [label]);
        const all = countLabels(labels, [...labels.keys()]);
        const drawn = new RowSampler(sampler, labels).draw(rng(seed));
        const found = countLabels(labels, drawn);
        const times = timesOf(drawn, labels.length);
        for (const [label, count] of all) {
          expect(found.get(label)).toBe(expected(sampler, count, [...all.values()]));
          expect(spread(rowsWith(labels, label).map((row) => times[row] as number))).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe("RowSampler with sets of labels", () => {
  it("never gives a label more than it may, and stops only where no text fits any more", () => {
    fc.assert(
      fc.property(sets, fc.integer({ min: 1, max: 40 }), fc.integer(), (labels, cap, seed) => {
        const drawn = new RowSampler({ per_label: cap, with_replacement: false }, labels).draw(rng(seed));
        const found = countLabels(labels, drawn);
        for (const count of found.values()) expect(count).toBeLessThanOrEqual(cap);
        expect(Math.max(...timesOf(drawn, labels.length))).toBe(1);
        const left = labels.filter((own, row) => own.length > 0 && !drawn.includes(row));
        for (const own of left) expect(own.some((label) => (found.get(label) ?? 0) >= cap)).toBe(true);
        const without = drawn.filter((row) => labels[row]?.length === 0).length;
        expect(without).toBe(Math.min(cap, labels.filter((own) => own.length === 0).length));
      }),
    );
  });

  it("draws as many of each set of labels whatever the seed, and other texts", () => {
    fc.assert(
      fc.property(sets, samplers, fc.integer(), (labels, sampler, seed) => {
        const keys = (rows: readonly number[]) => rows.map((row) => String([...(labels[row] ?? [])].sort())).sort();
        const own = new RowSampler(sampler, labels);
        const [one, two] = [own.draw(rng(seed)), own.draw(rng(seed + 1))];
        expect(keys(one)).toEqual(keys(two));
        expect(own.draw(rng(seed))).toEqual(one);
        expect(one).toHaveLength(own.count);
      }),
    );
    const cap = new RowSampler({ per_label: 20, with_replacement: false }, SKEWED);
    expect(new Set(cap.draw(rng(1)))).not.toEqual(new Set(cap.draw(rng(2))));
  });

  it("oversample keeps every text, and raises a rare label to the commonest where it has texts of its own", () => {
    const drawn = new RowSampler("oversample", SKEWED).draw(rng(1));
    expect(new Set(drawn).size).toBe(SKEWED.length);
    expect(Object.fromEntries(countLabels(SKEWED, drawn))).toEqual({ 0: 400, 1: 400, 2: 400 });
    expect(Object.fromEntries(countLabels(SKEWED, new RowSampler("undersample", SKEWED).draw(rng(1))))).toEqual({
      0: 30,
      1: 30,
      2: 30,
    });
  });
});

describe("labels that always come with the same commoner one", () => {
  const labels: LabelledRows = [
    ...Array.from({ length: 40 }, () => [0]),
    ...Array.from({ length: 3 }, () => [1, 2]),
    ...Array.from({ length: 4 }, () => [1, 3]),
    ...Array.from({ length: 9 }, () => [1]),
  ];

  it("share what that may have", () => {
    const drawn = new RowSampler({ per_label: 30, with_replacement: true }, labels).draw(rng(1));
    expect(Object.fromEntries(countLabels(labels, drawn))).toEqual({ 0: 30, 1: 30, 2: 15, 3: 15 });
  });

  it("are in every balanced batch, which then has more of the commoner one", () => {
    for (const batch of balancedBatches(groupTexts(labels), { batchSize: 8, steps: 5, rng: rng(1) })) {
      const found = countLabels(labels, batch);
      expect([found.get(0), found.get(2), found.get(3)]).toEqual([2, 2, 2]);
      expect(found.get(1)).toBe(4);
    }
  });
});

describe("balancedBatches", () => {
  it("have exactly as many texts of each label, with one label a text", () => {
    fc.assert(
      fc.property(single, fc.integer({ min: 4, max: 30 }), fc.integer(), (given, batchSize, seed) => {
        const labels = given.map((label) => [label]);
        const texts = groupTexts(labels);
        const steps = Math.ceil(labels.length / batchSize);
        const batches = balancedBatches(texts, { batchSize, steps, rng: rng(seed) });
        const each = Math.floor(batchSize / texts.counts.length);
        expect(batches).toHaveLength(steps);
        for (const batch of batches) {
          expect([...countLabels(labels, batch).values()]).toEqual(texts.counts.map(() => each));
        }
        const times = timesOf(batches.flat(), labels.length);
        for (const label of new Set(given)) {
          expect(spread(rowsWith(labels, label).map((row) => times[row] as number))).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("have every label in every batch, and no text too many, with sets of labels", () => {
    fc.assert(
      fc.property(sets, fc.integer({ min: 6, max: 30 }), fc.integer(), (labels, batchSize, seed) => {
        const texts = groupTexts(labels);
        for (const batch of balancedBatches(texts, { batchSize, steps: 4, rng: rng(seed) })) {
          expect(batch.length).toBeLessThanOrEqual(batchSize);
          expect(batch.length).toBeGreaterThan(0);
          const all = countLabels(labels, [...labels.keys()]);
          for (const label of all.keys()) expect(countLabels(labels, batch).get(label)).toBeGreaterThanOrEqual(1);
        }
      }),
    );
  });

  it("are even among sets where every label has texts of its own", () => {
    fc.assert(
      fc.property(sets, fc.integer({ min: 6, max: 40 }), fc.integer(), (given, batchSize, seed) => {
        const labels = [...given, [0], [1], [2], [3], [4]];
        for (const batch of balancedBatches(groupTexts(labels), { batchSize, steps: 3, rng: rng(seed) })) {
          expect(spread([...countLabels(labels, batch).values()])).toBe(0);
        }
      }),
    );
  });

  it("keep sets of labels in use", () => {
    const batches = balancedBatches(groupTexts(SKEWED), { batchSize: 30, steps: 17, rng: rng(1) });
    expect(batches.flat().filter((row) => SKEWED[row]?.length === 2).length).toBeGreaterThan(20);
  });

  it("with lengths put texts of like length together, in the same numbers of each label", () => {
    const random = rng(3);
    const labels = Array.from({ length: 3000 }, (_, row) => (row % 3 === 0 ? [0] : row % 3 === 1 ? [1, 2] : [2]));
    const lengths = labels.map(() => Math.ceil(Math.exp(3 + random.normal())));
    const waste = (batches: readonly (readonly number[])[]) => {
      const own = batches.map((batch) => batch.map((row) => lengths[row] as number));
      const padded = own.reduce((sum, batch) => sum + batch.length * Math.max(...batch), 0);
      return padded / own.flat().reduce((sum, length) => sum + length, 0);
    };
    const options = { batchSize: 32, steps: 94, rng: rng(1) };
    const [plain, bucketed] = [undefined, lengths].map((own) =>
      balancedBatches(groupTexts(labels), { ...options, lengths: own }),
    );
    expect(waste(bucketed ?? [])).toBeLessThan(1.35);
    expect(waste(plain ?? [])).toBeGreaterThan(3);
    for (const batch of bucketed ?? []) expect(spread([...countLabels(labels, batch).values()])).toBe(0);
    expect([...(bucketed ?? []).flat()].sort((a, b) => a - b)).toEqual([...(plain ?? []).flat()].sort((a, b) => a - b));
  });

  it("need room for every label", () => {
    const act = () => balancedBatches(groupTexts([[0], [1], [2], []]), { batchSize: 3, steps: 1, rng: rng(1) });
    expect(act).toThrow("each of the 4 labels into every batch, and training.batch_size is 3");
  });
});

describe("epochBatches", () => {
  const batchesOf = (sampler: SamplerConfig, batching: "bucketed" | "shuffled" = "bucketed", seed = 1) =>
    epochBatches({
      config: { batch_size: 32, batching, sampler },
      lengths: SKEWED.map((_, row) => 1 + (row % 50)),
      labels: SKEWED,
      rng: rng(seed),
    });

  it.each<[SamplerConfig, number]>([
    ["none", 520],
    ["oversample", 1190],
    ["undersample", 80],
    [{ per_label: 25, with_replacement: false }, 67],
    [{ per_label: 25, with_replacement: true }, 67],
    ["balanced_batches", 520],
  ])("of %o have the same number of steps in every epoch, and are drawn by seed and epoch", (sampler, texts) => {
    for (const batching of ["bucketed", "shuffled"] as const) {
      const own = batchesOf(sampler, batching);
      expect(Math.abs(own.steps - Math.ceil(texts / 32))).toBeLessThanOrEqual(1);
      for (const epoch of [1, 2, 3]) expect(own.of(epoch)).toHaveLength(own.steps);
      expect(own.of(2)).toEqual(batchesOf(sampler, batching).of(2));
      expect(own.of(2)).not.toEqual(own.of(1));
      expect(own.of(2)).not.toEqual(batchesOf(sampler, batching, 2).of(2));
    }
  });

  it("of a cap have the same texts in every epoch, of undersample others", () => {
    const texts = (sampler: SamplerConfig, epoch: number) => new Set(batchesOf(sampler).of(epoch).flat());
    const cap = { per_label: 25, with_replacement: false };
    expect(texts(cap, 1)).toEqual(texts(cap, 2));
    expect(texts("undersample", 1)).not.toEqual(texts("undersample", 2));
  });
});
