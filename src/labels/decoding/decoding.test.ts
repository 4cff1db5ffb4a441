import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { present } from "../../shared/index.js";
import {
  buildLabelSpace,
  closedSet,
  decodePrediction,
  type Gold,
  type HierarchyConfig,
  type LabelSpace,
  labelDecoder,
  labelScheme,
  nodeScorer,
  taxonomyOf,
} from "../index.js";
import { oddTrees, randomLogits, severalPathTrees } from "../testing/random-trees.js";

type Method = HierarchyConfig["method"];

function decoderOf(space: LabelSpace, hierarchy: Partial<HierarchyConfig>) {
  const paths = space.parents === undefined ? "one" : "several";
  return labelDecoder(space, { method: "conditional", paths, threshold: 0.5, ...hierarchy });
}

/** The scores of one text under random logits. */
function randomScores(space: LabelSpace, method: Method, seed: number): Float32Array[] {
  const scheme = labelScheme(space, { method });
  return scheme.probabilities(
    randomLogits(
      scheme.outputs.map(({ size }) => size),
      1,
      seed,
    ),
  );
}

/** The probability of a whole path, straight from its definition for each method. */
function pathProbability(
  space: LabelSpace,
  { method, scores }: { method: Method; scores: Float32Array[] },
  path: Gold,
) {
  const tree = taxonomyOf(space);
  if (method === "independent") {
    return space.heads.reduce((product, { labels }, level) => {
      const own = present(scores[level], "a head");
      const label = path[level];
      if (label !== undefined) return product * (own[labels.indexOf(label)] as number);
      return product * (1 - own.reduce((sum, score) => sum + score, 0));
    }, 1);
  }
  const nodes = present(scores.at(-1), "the nodes");
  const on = path.map((_, level) => tree.nodes.findIndex((node) => node.path === path.slice(0, level + 1).join(" > ")));
  const end = present(on.at(-1), "an end");
  const p = (id: number): number => nodes[id] as number;
  if (method !== "conditional_sigmoid") {
    return p(end) - present(tree.nodes[end], "a node").children.reduce((sum, child) => sum + p(child), 0);
  }
  return tree.nodes.reduce((product, { id, parent }) => {
    if (parent >= 0 && !on.includes(parent)) return product;
    const given = parent < 0 ? p(id) : p(id) / p(parent);
    return product * (on.includes(id) ? given : 1 - given);
  }, 1);
}

const namesOf = (space: LabelSpace): Gold[] =>
  space.paths.map((path) => path.map((id, level) => space.heads[level]?.labels[id] as string));

describe("best_path", () => {
  it("finds what trying every path finds, for every method", () => {
    const methods = fc.constantFrom<Method>("independent", "flat", "conditional", "conditional_sigmoid");
    fc.assert(
      fc.property(oddTrees, methods, fc.nat(), ({ space }, method, seed) => {
        const scores = randomScores(space, method, seed);
        const found = decoderOf(space, { method, decoding: "best_path" })(scores);
        const all = namesOf(space).map((path) => pathProbability(space, { method, scores }, path));
        const best = Math.max(...all);
        const own = pathProbability(space, { method, scores }, found);
        expect(namesOf(space)).toContainEqual(found);
        expect(own).toBeGreaterThanOrEqual(best - 1e-6);
      }),
      { numRuns: 300 },
    );
  });

  it("gives a path of the tree where the heads contradict each other", () => {
    const space = buildLabelSpace(
      [
        ["x", "x1"],
        ["x", "x2"],
        ["y", "y1"],
      ],
      { task: "hierarchical" },
    );
    const scores = [
      [0.6, 0.4],
      [0.3, 0.1, 0.6],
    ];
    expect(decoderOf(space, { method: "independent", decoding: "per_level" })(scores)).toEqual(["x", "y1"]);
    expect(decoderOf(space, { method: "independent", decoding: "best_path" })(scores)).toEqual(["y", "y1"]);
    expect(decoderOf(space, { method: "independent", decoding: "top_down" })(scores)).toEqual(["x", "x1"]);
  });

  it("stays finite where probabilities are saturated", () => {
    const space = buildLabelSpace(
      [
        ["x", "x1"],
        ["x", "x2"],
        ["y", "y1"],
      ],
      { task: "hierarchical" },
    );
    const heads = [
      [1, 0],
      [0, 0, 1],
    ];
    expect(namesOf(space)).toContainEqual(decoderOf(space, { method: "independent", decoding: "best_path" })(heads));
    const ones = [...heads, [1, 1, 1, 1, 1]];
    const all = decoderOf(space, { method: "conditional_sigmoid", paths: "one", decoding: "best_path" })(ones);
    expect(namesOf(space)).toContainEqual(all);
  });
});

describe("per_level", () => {
  it("ends where the level is rather not reached than has any label", () => {
    const space = buildLabelSpace([["x", "x1", "u"], ["x", "x2"], ["y"]], { task: "hierarchical" });
    expect(decodePrediction(space, [[0.3, 0.7], [0.2, 0.1], [0.9]])).toEqual(["y"]);
    expect(decodePrediction(space, [[0.3, 0.7], [0.5, 0.1], [0.4]])).toEqual(["y", "x1"]);
    expect(decodePrediction(space, [[0.6, 0.4], [0.5, 0.1], [0.6]])).toEqual(["x", "x1", "u"]);
  });
});

describe("top_down", () => {
  it("takes the best child each time, and ends where ending is better", () => {
    fc.assert(
      fc.property(oddTrees, fc.constantFrom<Method>("flat", "conditional"), fc.nat(), ({ space }, method, seed) => {
        const scores = randomScores(space, method, seed);
        const tree = taxonomyOf(space);
        const nodes = present(scores.at(-1), "the nodes");
        const found = decoderOf(space, { method, decoding: "top_down" })(scores);
        expect(namesOf(space)).toContainEqual(found);
        let siblings = tree.roots;
        for (const label of found) {
          const taken = present(
            siblings.find((id) => tree.nodes[id]?.name === label),
            "a child",
          );
          for (const id of siblings) expect(nodes[taken] as number).toBeGreaterThanOrEqual(nodes[id] as number);
          siblings = tree.nodes[taken]?.children ?? [];
        }
      }),
    );
  });
});

describe("stop_early", () => {
  it("gives the deepest node that is sure enough, and never a deeper one for a higher threshold", () => {
    fc.assert(
      fc.property(
        oddTrees,
        fc.constantFrom<Method>("independent", "flat", "conditional", "conditional_sigmoid"),
        fc.nat(),
        fc.double({ min: 0.01, max: 0.98, noNaN: true }),
        ({ space }, method, seed, threshold) => {
          const scores = randomScores(space, method, seed);
          const nodes = nodeScorer(space, { method })(scores);
          const decode = decoderOf(space, { method, paths: "one", decoding: "stop_early", threshold });
          const found = decode(scores);
          const sure = taxonomyOf(space).nodes.filter(({ id }) => (nodes[id] as number) >= threshold);
          expect(found.length).toBe(Math.max(1, ...sure.map(({ level }) => level + 1)));
          if (sure.length > 0) expect(sure.map(({ path }) => path)).toContain(found.join(" > "));
          expect(decode(scores, threshold + 0.01).length).toBeLessThanOrEqual(found.length);
        },
      ),
    );
  });

  it("of independent heads weighs the paths of the tree against each other", () => {
    fc.assert(
      fc.property(oddTrees, fc.nat(), ({ space }, seed) => {
        const method = "independent";
        const scores = randomScores(space, method, seed);
        const nodes = nodeScorer(space, { method })(scores);
        const all = namesOf(space).map((path) => pathProbability(space, { method, scores }, path));
        const total = all.reduce((sum, p) => sum + p, 0);
        for (const { id, path } of taxonomyOf(space).nodes) {
          const passing = namesOf(space).reduce(
            (sum, own, at) => (`${own.join(" > ")} > `.startsWith(`${path} > `) ? sum + (all[at] as number) : sum),
            0,
          );
          expect(nodes[id]).toBeCloseTo(passing / total, 3);
        }
      }),
    );
  });
});

describe("threshold", () => {
  it("gives closed sets that shrink as the threshold grows, and never nothing", () => {
    fc.assert(
      fc.property(severalPathTrees, fc.nat(), fc.double({ min: 0.01, max: 0.9, noNaN: true }), ({ space }, seed, t) => {
        const scores = randomScores(space, "conditional_sigmoid", seed);
        const decode = decoderOf(space, { method: "conditional_sigmoid" });
        const few = decode(scores, t + 0.09);
        const many = decode(scores, t);
        expect(few.length).toBeGreaterThan(0);
        expect(many).toEqual(closedSet(many.map((path) => path.split(" > "))));
        for (const node of few) expect(many).toContain(node);
      }),
    );
  });

  it("takes one threshold a node, and leaves out what stands under a node that is left out", () => {
    const space = buildLabelSpace([["a", "a > b"], ["c"]], { task: "hierarchical", severalPaths: true });
    const decode = decoderOf(space, { method: "conditional_sigmoid" });
    expect(decode([[0.7, 0.6, 0.4]])).toEqual(["a", "a > b"]);
    expect(decode([[0.7, 0.6, 0.4]], [0.8, 0.5, 0.3])).toEqual(["c"]);
    expect(decode([[0.7, 0.6, 0.4]], [0.8, 0.5, 0.5])).toEqual(["a"]);
    const path = decoderOf(space, { method: "conditional_sigmoid", decoding: "best_path" });
    expect(path([[0.7, 0.6, 0.4]])).toEqual(["a", "a > b"]);
  });
});

it("without a hierarchy decodes as the task says", () => {
  const flat = buildLabelSpace([["a"], ["b"]], { task: "multi-class" });
  expect(decoderOf(flat, {})([[0.4, 0.6]])).toEqual(["b"]);
  const set = buildLabelSpace([["a"], ["b"]], { task: "multi-label" });
  expect(decoderOf(set, {})([[0.4, 0.6]], 0.3)).toEqual(["a", "b"]);
});
