import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildLabelSpace } from "../build.js";
import { oddTrees, severalPathTrees } from "../testing/random-trees.js";
import { nodeSets } from "./node-sets.js";
import { closedSet, splitPath } from "./paths.js";
import { pathNodes, taxonomyOf } from "./taxonomy.js";

const space = buildLabelSpace([["Science", "Space"], ["Science", "Basics"], ["Art", "Basics"], ["Art"], ["Sport"]], {
  task: "hierarchical",
});

describe("taxonomyOf", () => {
  it("makes a node of each place of a label, level by level", () => {
    const tree = taxonomyOf(space);
    expect(tree.nodes.map(({ path }) => path)).toEqual([
      "Art",
      "Science",
      "Sport",
      "Art > Basics",
      "Science > Basics",
      "Science > Space",
    ]);
    expect(tree.nodes.map(({ name, level, label, parent }) => [name, level, label, parent]).slice(2, 5)).toEqual([
      ["Sport", 0, 2, -1],
      ["Basics", 1, 0, 0],
      ["Basics", 1, 0, 1],
    ]);
    expect(tree.nodes.map(({ ends }) => ends)).toEqual([true, false, true, true, true, true]);
    expect(tree.nodes[1]?.children).toEqual([4, 5]);
    expect(tree.roots).toEqual([0, 1, 2]);
    expect(tree.ancestors[5]).toEqual([1, 5]);
    expect(tree.shortest).toBe(1);
  });

  it("has roots only where there are no levels", () => {
    expect(taxonomyOf(buildLabelSpace([["a"], ["b"]], { task: "multi-class" })).roots).toEqual([0, 1]);
  });

  it("of several paths has the labels as nodes", () => {
    const tree = taxonomyOf(
      buildLabelSpace([closedSet([["a", "x"], ["b"]]), closedSet([["b", "x", "y"]])], {
        task: "hierarchical",
        severalPaths: true,
      }),
    );
    expect(tree.nodes.map(({ id, name, level, parent }) => [id, name, level, parent])).toEqual([
      [0, "a", 0, -1],
      [1, "x", 1, 0],
      [2, "b", 0, -1],
      [3, "x", 1, 2],
      [4, "y", 2, 3],
    ]);
  });

  it("leads every gold to a node at which paths end, its parents before it", () => {
    fc.assert(
      fc.property(oddTrees, ({ golds, space: odd }) => {
        const { nodes, ancestors } = taxonomyOf(odd);
        for (const gold of golds) {
          const ids = pathNodes(odd, gold);
          expect(ids.map((id) => nodes[id]?.name)).toEqual(gold);
          expect(nodes[ids.at(-1) as number]?.ends).toBe(true);
          expect(ancestors[ids.at(-1) as number]).toEqual(ids);
        }
        for (const { id, parent, children } of nodes) {
          expect(parent).toBeLessThan(id);
          for (const child of children) expect(nodes[child]?.parent).toBe(id);
        }
      }),
    );
  });
});

describe("nodeSets", () => {
  it("closes paths of any depth, and gives new nodes to what the tree lacks", () => {
    const { gold, predicted, paths, parents } = nodeSets(space, {
      gold: [["Science", "Space"], ["Art"], ["Sport", "Golf", "Clubs"], ["Music"]],
      predicted: [["Science", "Basics"], ["Art", "Basics"], ["Sport", "Golf"], ["Art"]],
    });
    expect(gold).toEqual([[1, 5], [0], [2, 6, 7], [8]]);
    expect(predicted).toEqual([[1, 4], [0, 3], [2, 6], [0]]);
    expect(paths.slice(6)).toEqual(["Sport > Golf", "Sport > Golf > Clubs", "Music"]);
    expect(parents.slice(6)).toEqual([2, 6, -1]);
  });

  it("counts a label under a wrong parent as its node, where it has one only", () => {
    const { predicted, paths } = nodeSets(space, {
      gold: [],
      predicted: [
        ["Art", "Space"],
        ["Sport", "Basics"],
      ],
    });
    expect(predicted).toEqual([
      [0, 5],
      [2, 6],
    ]);
    expect(paths[6]).toBe("Sport > Basics");
  });

  it("of several paths is the ids, with new nodes under their parents", () => {
    fc.assert(
      fc.property(severalPathTrees, ({ golds, space: several }) => {
        const unknown = closedSet([...(golds[0] ?? []).map(splitPath), ["a", "new", "newer"]]);
        const { gold, parents, paths } = nodeSets(several, { gold: [...golds, unknown], predicted: [] });
        golds.forEach((own, row) => {
          expect(gold[row]?.map((id) => paths[id])).toEqual(
            [...own].sort((a, b) => paths.indexOf(a) - paths.indexOf(b)),
          );
        });
        for (const ids of gold) {
          for (const id of ids) if ((parents[id] as number) >= 0) expect(ids).toContain(parents[id]);
        }
      }),
    );
  });
});
