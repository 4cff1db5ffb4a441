import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { present } from "../../shared/index.js";
import {
  buildLabelSpace,
  type Gold,
  type LabelScheme,
  type LabelSpace,
  labelScheme,
  logPriors,
  type Taxonomy,
} from "../index.js";
import { oddTrees, randomLogits, severalPathTrees } from "../testing/random-trees.js";
import { groupedSoftmaxRows, sigmoids } from "./activations.js";

const METHODS = ["independent", "flat", "conditional", "conditional_sigmoid"] as const;
const seeds = fc.nat();

const space = buildLabelSpace([["x", "x1"], ["x", "x2"], ["x"], ["y", "y1", "z"], ["w"]], { task: "hierarchical" });

function logitsOf(scheme: LabelScheme, rows: number, seed: number): Float32Array[] {
  return randomLogits(
    scheme.outputs.map(({ size }) => size),
    rows,
    seed,
  );
}

/** Probabilities of the nodes of one text. */
function nodesOf(scheme: LabelScheme, logits: readonly Float32Array[]): Float32Array {
  return present(scheme.probabilities(logits).at(-1), "the nodes");
}

/** The nodes of a random cut of the tree, with the probabilities of ending above it. */
function cutSum(tree: Taxonomy, nodes: Float32Array, choose: () => boolean): number {
  const visit = (id: number): number => {
    const { children, ends } = present(tree.nodes[id], "a node");
    const own = nodes[id] as number;
    if (children.length === 0 || choose()) return own;
    const below = children.reduce((sum, child) => sum + (nodes[child] as number), 0);
    const ended = ends ? own - below : 0;
    return ended + children.reduce((sum, child) => sum + visit(child), 0);
  };
  return tree.roots.reduce((sum, root) => sum + visit(root), 0);
}

/** Sum of the cross-entropies that the targets of one text ask for. */
function loss(scheme: LabelScheme, gold: Gold, logits: readonly Float32Array[]): number {
  return scheme.targets([gold]).reduce((sum, target, index) => {
    const own = present(logits[index], "logits");
    if (target.kind === "softmax") {
      const id = present(target.ids[0], "a target");
      const { size, groups = new Array<number>(size).fill(0) } = present(scheme.outputs[index], "an output");
      return id < 0 ? sum : sum - Math.log(groupedSoftmaxRows(own, groups)[id] as number);
    }
    return sigmoids(own).reduce((inner, p, at) => {
      if (target.counted?.[at] !== 1) return inner;
      return inner - Math.log(target.values[at] === 1 ? p : 1 - p);
    }, sum);
  }, 0);
}

describe("the outputs of each method", () => {
  const of = (method: (typeof METHODS)[number]) => labelScheme(space, { method });

  it("independent: a softmax a level, with a class for paths that end above", () => {
    expect(of("independent").outputs.map(({ size }) => size)).toEqual([3, 4, 2]);
    expect(of("independent").places.map((places) => places.at(-1))).toEqual(["y", "(no level2)", "(no level3)"]);
    const targets = of("independent").targets([["x", "x2"], ["x"], ["y", "y1", "z"], ["v", "x1"]]);
    expect(targets.map((target) => target.kind === "softmax" && [...target.ids])).toEqual([
      [1, 1, 2, -1],
      [1, 3, 2, 0],
      [1, 1, 0, 1],
    ]);
  });

  it("flat: one softmax over the ends", () => {
    expect(of("flat").places).toEqual([["w", "x", "x > x1", "x > x2", "y > y1 > z"]]);
    expect(of("flat").targets([["x"], ["y", "y1"], ["y", "y1", "z"], ["new"]])).toEqual([
      { kind: "softmax", ids: Int32Array.of(1, -1, 4, -1) },
    ]);
  });

  it("conditional: an output a level, grouped by parent, with an end at inner nodes", () => {
    expect(of("conditional").outputs).toEqual([
      { name: "level1", size: 3, kind: "softmax", groups: [0, 0, 0] },
      { name: "level2", size: 4, kind: "softmax", groups: [0, 0, 0, 1] },
      { name: "level3", size: 1, kind: "softmax", groups: [0] },
    ]);
    expect(of("conditional").places[1]).toEqual(["x > x1", "x > x2", "x (ends here)", "y > y1"]);
    const targets = of("conditional").targets([["x"], ["x", "new"], ["y", "y1", "z"], ["w"], ["new", "x1"]]);
    expect(targets.map((target) => target.kind === "softmax" && [...target.ids])).toEqual([
      [1, 1, 2, 0, -1],
      [2, -1, 3, -1, -1],
      [-1, -1, 0, -1, -1],
    ]);
  });

  it("conditional_sigmoid: a sigmoid a node, counted where its parent holds", () => {
    const scheme = of("conditional_sigmoid");
    expect(scheme.places).toEqual([["w", "x", "y", "x > x1", "x > x2", "y > y1", "y > y1 > z"]]);
    expect(scheme.targets([["x", "x2"]])).toEqual([
      {
        kind: "sigmoid",
        values: Float32Array.of(0, 1, 0, 0, 1, 0, 0),
        counted: Float32Array.of(1, 1, 1, 1, 1, 0, 0),
      },
    ]);
  });
});

describe("laws on random trees", () => {
  it("the probabilities of every cut sum to 1, and a parent has at least its children's sum", () => {
    fc.assert(
      fc.property(oddTrees, fc.constantFrom("flat", "conditional"), seeds, (sample, method, seed) => {
        const scheme = labelScheme(sample.space, { method });
        const tree = present(scheme.taxonomy, "a tree");
        const nodes = nodesOf(scheme, logitsOf(scheme, 1, seed));
        let bits = seed;
        const choose = () => {
          bits = (Math.imul(bits, 1103515245) + 12345) >>> 0;
          return bits % 3 === 0;
        };
        expect(cutSum(tree, nodes, choose)).toBeCloseTo(1, 5);
        for (const { id, children, ends } of tree.nodes) {
          const below = children.reduce((sum, child) => sum + (nodes[child] as number), 0);
          if (children.length === 0) continue;
          if (ends) expect(nodes[id] as number).toBeGreaterThanOrEqual(below - 1e-6);
          else expect(nodes[id]).toBeCloseTo(below, 5);
        }
      }),
    );
  });

  it("no child is more probable than its parent, to the bit", () => {
    fc.assert(
      fc.property(
        fc.oneof(oddTrees, severalPathTrees),
        fc.constantFrom("flat", "conditional", "conditional_sigmoid"),
        seeds,
        (sample, wanted, seed) => {
          const method = sample.space.parents === undefined ? wanted : "conditional_sigmoid";
          const scheme = labelScheme(sample.space, { method });
          const nodes = nodesOf(scheme, logitsOf(scheme, 1, seed));
          for (const { id, parent } of present(scheme.taxonomy, "a tree").nodes) {
            if (parent >= 0) expect(nodes[id] as number).toBeLessThanOrEqual(nodes[parent] as number);
          }
        },
      ),
    );
  });

  it("the loss of a gold is −log of the probability of its path", () => {
    fc.assert(
      fc.property(oddTrees, fc.constantFrom("flat", "conditional"), seeds, ({ golds, space: odd }, method, seed) => {
        const scheme = labelScheme(odd, { method });
        const tree = present(scheme.taxonomy, "a tree");
        const logits = logitsOf(scheme, 1, seed);
        const nodes = nodesOf(scheme, logits);
        for (const gold of golds) {
          const end = present(
            tree.nodes.find(({ path }) => path === gold.join(" > ")),
            "the end",
          );
          const below = end.children.reduce((sum, child) => sum + (nodes[child] as number), 0);
          expect(Math.exp(-loss(scheme, gold, logits))).toBeCloseTo((nodes[end.id] as number) - below, 5);
        }
      }),
    );
  });

  it("the loss of a set of paths is −log of the probability of exactly that set; all sets sum to 1", () => {
    const several = buildLabelSpace([["a", "a > b", "a > c"], ["d"]], { task: "hierarchical", severalPaths: true });
    const scheme = labelScheme(several, { method: "conditional_sigmoid" });
    const sets = [[], ["d"]].flatMap((rest) =>
      [[], ["a"], ["a", "a > b"], ["a", "a > c"], ["a", "a > b", "a > c"]].map((own) => [...own, ...rest]),
    );
    const logits = logitsOf(scheme, 1, 7);
    const probabilities = sets.map((set) => Math.exp(-loss(scheme, set, logits)));
    expect(probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1, 6);
    const nodes = nodesOf(scheme, logits);
    const labels = present(several.heads[0], "the head").labels;
    for (const [id, label] of labels.entries()) {
      const marginal = sets.reduce(
        (sum, set, at) => (set.includes(label) ? sum + (probabilities[at] as number) : sum),
        0,
      );
      expect(nodes[id]).toBeCloseTo(marginal, 6);
    }
  });

  it("a level's labels have the sums of their nodes, and sum to the chance that it is reached", () => {
    fc.assert(
      fc.property(oddTrees, fc.constantFrom(...METHODS), seeds, ({ space: odd }, method, seed) => {
        const scheme = labelScheme(odd, { method });
        const scores = scheme.probabilities(logitsOf(scheme, 2, seed));
        expect(scores).toHaveLength(odd.heads.length + (scheme.taxonomy ? 1 : 0));
        odd.heads.forEach(({ labels }, level) => {
          expect(scores[level]).toHaveLength(2 * labels.length);
          if (method === "conditional_sigmoid") return;
          for (const row of [0, 1]) {
            const own = [...present(scores[level], "a head").subarray(row * labels.length, (row + 1) * labels.length)];
            const sum = own.reduce((total, score) => total + score, 0);
            if (odd.paths.every((path) => path.length > level)) expect(sum).toBeCloseTo(1, 5);
            else expect(sum).toBeLessThan(1 + 1e-5);
          }
        });
      }),
    );
  });

  it("the order of examples changes nothing", () => {
    fc.assert(
      fc.property(oddTrees, fc.constantFrom(...METHODS), ({ golds, space: odd }, method) => {
        const turned = [...golds].reverse();
        const other = buildLabelSpace(turned, { task: "hierarchical" });
        expect(other).toEqual(odd);
        expect(labelScheme(other, { method }).places).toEqual(labelScheme(odd, { method }).places);
      }),
    );
  });

  it("other names give the same outputs, targets and probabilities", () => {
    // Keeps the order of names, so that ids stay.
    const rename = (label: string) => `the ${label} of old`;
    fc.assert(
      fc.property(oddTrees, fc.constantFrom(...METHODS), seeds, ({ golds, space: odd }, method, seed) => {
        const renamed = golds.map((gold) => gold.map(rename));
        const other: LabelSpace = buildLabelSpace(renamed, { task: "hierarchical" });
        const [one, two] = [labelScheme(odd, { method }), labelScheme(other, { method })];
        expect(two.outputs).toEqual(one.outputs);
        expect(two.targets(renamed)).toEqual(one.targets(golds));
        const logits = logitsOf(one, 1, seed);
        expect(two.probabilities(logits)).toEqual(one.probabilities(logits));
      }),
    );
  });
});

describe("logPriors", () => {
  it("counts among those that ask the group; what nobody has is half a text", () => {
    const golds = [["x", "x1"], ["x", "x1"], ["x", "x1"], ["x"], ["y", "y1", "z"], ["y", "y1", "z"], ["new"]];
    const scheme = labelScheme(space, { method: "conditional" });
    const priors = logPriors(scheme.outputs, scheme.targets(golds)).map((own) => own?.map((value) => Math.exp(value)));
    expect(priors[0]?.map((p) => p * 6.5)).toEqual([0.5, 4, 2].map((count) => expect.closeTo(count, 10)));
    expect(priors[1]?.map((p, at) => (at < 3 ? p * 4.5 : p))).toEqual(
      [3, 0.5, 1, 1].map((count) => expect.closeTo(count, 10)),
    );
    const sigmoid = labelScheme(space, { method: "conditional_sigmoid" });
    expect(logPriors(sigmoid.outputs, sigmoid.targets(golds))).toEqual([undefined]);
  });

  it("with weight 1 and no other knowledge is the training distribution itself", () => {
    fc.assert(
      fc.property(oddTrees, ({ golds, space: odd }) => {
        const scheme = labelScheme(odd, { method: "conditional" });
        const priors = logPriors(scheme.outputs, scheme.targets(golds)).map((own) => Float32Array.from(own ?? []));
        const tree = present(scheme.taxonomy, "a tree");
        const nodes = nodesOf(scheme, priors);
        for (const { id, path } of tree.nodes) {
          const passing = golds.filter((gold) => `${gold.join(" > ")} > `.startsWith(`${path} > `)).length;
          expect(nodes[id]).toBeCloseTo(passing / golds.length, 5);
        }
      }),
    );
  });
});
