import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PinakesError } from "../shared/index.js";
import {
  buildLabelSpace,
  closedSet,
  createLabelNaming,
  decodePrediction,
  encode,
  encodeMultiHot,
  encodeTargets,
  type Gold,
  labelSpaceFindings,
  labelSpaceFromJSON,
  labelSpaceToJSON,
  unknownLabels,
} from "./index.js";

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof PinakesError) return error.code;
    throw error;
  }
  return "no error";
}

const PATHS: Gold[] = [
  ["Science", "Space"],
  ["Science", "Medicine"],
  ["Art", "Medicine"],
  ["Art", "Painting"],
];

describe("buildLabelSpace", () => {
  it("sorts by code points, numbers by value, or keeps the first occurrence", () => {
    const words = [["b"], ["a"], ["Z"], ["b"]];
    expect(buildLabelSpace(words, { task: "multi-class" }).heads).toEqual([{ name: "label", labels: ["Z", "a", "b"] }]);
    expect(buildLabelSpace(words, { task: "multi-class", order: "first_seen" }).heads[0]?.labels).toEqual([
      "b",
      "a",
      "Z",
    ]);
    const numbers = [["10"], ["9"], ["100"]];
    expect(buildLabelSpace(numbers, { task: "multi-class" }).heads[0]?.labels).toEqual(["9", "10", "100"]);
  });

  it("takes the given order, also of labels that no row has", () => {
    const space = buildLabelSpace([["neg"], ["pos"]], {
      task: "multi-class",
      order: "given",
      names: ["pos", "neutral", "neg"],
    });
    expect(space.heads[0]?.labels).toEqual(["pos", "neutral", "neg"]);
    expect(space.names).toEqual([{ 0: "pos", 1: "neutral", 2: "neg" }]);
  });

  it("makes a head a level and keeps the observed paths", () => {
    const space = buildLabelSpace(PATHS, { task: "hierarchical" });
    expect(space.heads.map((head) => head.name)).toEqual(["level1", "level2"]);
    expect(space.heads[1]?.labels).toEqual(["Medicine", "Painting", "Space"]);
    expect(space.paths).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 2],
    ]);
    expect(labelSpaceFindings(space)).toMatchObject([
      { code: "label_under_several_parents", count: 1, places: ["Medicine (under Art, Science)"] },
    ]);
  });

  it("refuses what can't be learned, by code", () => {
    expect(codeOf(() => buildLabelSpace([], { task: "multi-class" }))).toBe("DATA_EMPTY");
    expect(codeOf(() => buildLabelSpace([["a"], ["a"]], { task: "multi-class" }))).toBe("DATA_LABEL_SINGLE");
    expect(codeOf(() => buildLabelSpace([[], []], { task: "multi-label" }))).toBe("DATA_LABEL_SINGLE");
    expect(codeOf(() => buildLabelSpace([["a", "b"]], { task: "multi-class" }))).toBe("DATA_LABEL_CARDINALITY");
    expect(codeOf(() => buildLabelSpace([["a"], ["b"]], { task: "multi-class", order: "given" }))).toBe(
      "CONFIG_CONFLICT",
    );
    const given = { task: "multi-class", order: "given", names: ["a", "c"] } as const;
    expect(codeOf(() => buildLabelSpace([["a"], ["b"]], given))).toBe("DATA_LABEL_UNKNOWN");
    const level = [
      ["a", "x"],
      ["a", "y"],
    ];
    expect(codeOf(() => buildLabelSpace(level, { task: "hierarchical" }))).toBe("DATA_LABEL_SINGLE");
  });

  it("takes paths of different depth, and says so", () => {
    const space = buildLabelSpace([...PATHS, ["Art"], ["Sport"]], { task: "hierarchical" });
    expect(space.heads.map(({ labels }) => labels.length)).toEqual([3, 3]);
    expect(space.paths).toEqual([[0], [0, 0], [0, 1], [1, 0], [1, 2], [2]]);
    expect(labelSpaceFindings(space).map(({ code, count, places }) => [code, count, places])).toEqual([
      ["label_under_several_parents", 1, ["Medicine (under Art, Science)"]],
      ["paths_of_different_depth", 2, ["Art", "Sport"]],
      ["paths_end_at_inner_nodes", 1, ["Art"]],
    ]);
    expect(codeOf(() => buildLabelSpace([["a"], []], { task: "hierarchical" }))).toBe("DATA_LABEL_MISSING");
  });

  it("knows paths that no row has, where they are given", () => {
    const space = buildLabelSpace([["b", "b1"]], {
      task: "hierarchical",
      known: [
        ["a", "a1"],
        ["b", "b2"],
      ],
    });
    expect(space.heads.map(({ labels }) => labels)).toEqual([
      ["a", "b"],
      ["a1", "b1", "b2"],
    ]);
    expect(space.paths).toEqual([
      [0, 0],
      [1, 1],
      [1, 2],
    ]);
  });

  it("of several paths a text has nodes, each behind its parent", () => {
    const golds = [closedSet([["Art", "Music"], ["People"]]), closedSet([["Art", "Painting", "Oil"]])];
    expect(golds[0]).toEqual(["Art", "Art > Music", "People"]);
    const space = buildLabelSpace(golds, { task: "hierarchical", severalPaths: true });
    expect(space.heads).toEqual([
      { name: "nodes", labels: ["Art", "Art > Music", "Art > Painting", "Art > Painting > Oil", "People"] },
    ]);
    expect(space.parents).toEqual([-1, 0, 0, 2, -1]);
    expect(labelSpaceFindings(space)).toEqual([]);
    expect(encode(space, golds[0] as Gold)).toEqual([0, 1, 4]);
    expect(labelSpaceFromJSON(JSON.parse(JSON.stringify(labelSpaceToJSON(space))))).toEqual(space);
  });
});

describe("encode and decode", () => {
  it("round-trips golds, whatever the labels are called", () => {
    const label = fc.string({ minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(label, { minLength: 2, maxLength: 20 }), (labels) => {
        fc.pre(new Set(labels).size > 1);
        const golds = labels.map((name) => [name]);
        const space = buildLabelSpace(golds, { task: "multi-class" });
        for (const gold of golds) {
          const scores = new Float32Array(space.heads[0]?.labels.length ?? 0);
          scores[encode(space, gold)[0] as number] = 1;
          expect(decodePrediction(space, [scores])).toEqual(gold);
        }
      }),
    );
  });

  it("gives an array a head, and -1 for what it does not know", () => {
    const space = buildLabelSpace(PATHS, { task: "hierarchical" });
    const golds = [["Art", "Space"], ["Sport", "Golf"], ["Art"]];
    expect(encodeTargets(space, golds)).toEqual([Int32Array.of(0, -1, 0), Int32Array.of(2, -1, -1)]);
    expect(unknownLabels(space, golds)).toEqual([
      { row: 1, head: "level1", label: "Sport" },
      { row: 1, head: "level2", label: "Golf" },
    ]);
    expect(
      decodePrediction(space, [
        [0.4, 0.6],
        [0.1, 0.5, 0.5],
      ]),
    ).toEqual(["Science", "Painting"]);
  });

  it("makes indicators of sets, and sets of probabilities", () => {
    const space = buildLabelSpace([["b"], ["a", "c"], []], { task: "multi-label" });
    expect(encode(space, ["c", "a", "x"])).toEqual([-1, 0, 2]);
    expect([...encodeMultiHot(space, [["a", "c"], [], ["x", "b"]])]).toEqual([1, 0, 1, 0, 0, 0, 0, 1, 0]);
    expect(decodePrediction(space, [[0.5, 0.4, 0.9]])).toEqual(["a", "c"]);
    expect(decodePrediction(space, [[0.5, 0.4, 0.9]], [0.6, 0.3, 0.95])).toEqual(["b"]);
  });
});

describe("label names", () => {
  it("name codes a head, and leave names alone", () => {
    const list = createLabelNaming(["neg", "pos"], { task: "multi-class" });
    expect([list.rename(0, "1"), list.rename(0, "pos"), list.rename(0, "2")]).toEqual(["pos", "pos", undefined]);
    const levels = createLabelNaming(
      { area: { A: "Art" }, level2: ["Oil"] },
      { task: "hierarchical", columns: ["area", "sub"] },
    );
    expect([levels.rename(0, "A"), levels.rename(1, "0"), levels.rename(2, "x")]).toEqual(["Art", "Oil", "x"]);
    expect(createLabelNaming({ constructor: "C" }, { task: "multi-class" }).rename(0, "toString")).toBeUndefined();
  });

  it("must fit the task", () => {
    const codes = [
      () => createLabelNaming(["a", "b"], { task: "hierarchical" }),
      () => createLabelNaming({ level1: ["a"] }, { task: "multi-class" }),
      () => createLabelNaming({ lvl1: ["a"] }, { task: "hierarchical" }),
      () => createLabelNaming(["a", "a"], { task: "multi-class" }),
    ].map(codeOf);
    expect(codes).toEqual(Array(4).fill("CONFIG_CONFLICT"));
  });
});

describe("label spaces as JSON", () => {
  it("round-trip", () => {
    const space = buildLabelSpace([...PATHS, ["Art"], ["Sport"]], { task: "hierarchical" });
    expect(labelSpaceFromJSON(JSON.parse(JSON.stringify(labelSpaceToJSON(space))))).toEqual(space);
  });

  it("are refused when broken", () => {
    const space = labelSpaceToJSON(buildLabelSpace(PATHS, { task: "hierarchical" }));
    const broken = [
      {},
      { ...space, paths: [[0, 9]] },
      { ...space, heads: [{ name: "level1", labels: ["a", "a"] }], paths: [] },
      { ...space, heads: [{ name: "nodes", labels: ["a", "b"] }], paths: [], parents: [-1] },
      { ...space, heads: [{ name: "nodes", labels: ["a", "b"] }], paths: [], parents: [1, -1] },
    ];
    for (const json of broken) expect(codeOf(() => labelSpaceFromJSON(json))).toBe("MODEL_ARTIFACT");
  });
});
