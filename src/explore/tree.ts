import { pathNodes, taxonomyOf } from "../labels/index.js";
import type { ExploreInput } from "./input.js";

/** A node of the label tree, with the texts at it or below. */
export interface TreeNode {
  readonly id: number;
  readonly name: string;
  /** The joined labels from the first level down. */
  readonly path: string;
  readonly level: number;
  /** −1 on the first level. */
  readonly parent: number;
  readonly children: readonly number[];
  /** Texts of all parts whose path passes the node. */
  readonly texts: number;
  /** Texts of the training part among them. */
  readonly train: number;
  /** Texts whose path ends here. */
  readonly ending: number;
}

/** The tree of a hierarchical task, as the training part (and a given taxonomy) has it. */
export interface TreeReport {
  readonly nodes: readonly TreeNode[];
  readonly roots: readonly number[];
  readonly levels: number;
  readonly leaves: number;
  /** First-level nodes with nothing below, in a tree that goes deeper: paths. */
  readonly orphans: readonly string[];
  /** Inner nodes with one child only, at which no path ends: the level below tells nothing more. */
  readonly one_child: readonly string[];
  /** Nodes without a training text. */
  readonly without_texts: readonly string[];
}

/** The label tree with counts, and its odd nodes by name; undefined but for hierarchical tasks. */
export function treeReport({ parts, space }: Pick<ExploreInput, "parts" | "space">): TreeReport | undefined {
  if (space.task !== "hierarchical") return undefined;
  const { nodes: found, roots } = taxonomyOf(space);
  const counts = found.map(() => ({ texts: 0, train: 0, ending: 0 }));
  const nodesOf = nodesOfGold(space);
  for (const [index, { examples }] of parts.entries()) {
    for (const { gold } of examples) {
      const { passed, ends } = nodesOf(gold);
      for (const id of passed) {
        const own = counts[id] as (typeof counts)[number];
        own.texts += 1;
        if (index === 0) own.train += 1;
      }
      for (const id of ends) (counts[id] as (typeof counts)[number]).ending += 1;
    }
  }
  const nodes = found.map(({ id, name, path, level, parent, children }) => {
    return { id, name, path, level, parent, children, ...(counts[id] as (typeof counts)[number]) };
  });
  const levels = nodes.reduce((most, { level }) => Math.max(most, level + 1), 0);
  const pathsWhere = (isOdd: (node: TreeNode) => boolean): string[] => nodes.filter(isOdd).map(({ path }) => path);
  return {
    nodes,
    roots,
    levels,
    leaves: nodes.filter(({ children }) => children.length === 0).length,
    orphans: levels < 2 ? [] : pathsWhere(({ level, children }) => level === 0 && children.length === 0),
    one_child: pathsWhere(({ children, ending }) => children.length === 1 && ending === 0),
    without_texts: pathsWhere(({ train }) => train === 0),
  };
}

/** The nodes that a gold passes, and those where it ends; what the tree does not have is left out. */
function nodesOfGold(space: ExploreInput["space"]) {
  const { nodes } = taxonomyOf(space);
  if (space.parents === undefined) {
    return (gold: readonly string[]) => {
      const passed = pathNodes(space, gold);
      return { passed, ends: passed.length === gold.length ? passed.slice(-1) : [] };
    };
  }
  const byPath = new Map(nodes.map(({ id, path }) => [path, id]));
  return (gold: readonly string[]) => {
    const passed = gold.flatMap((path) => byPath.get(path) ?? []);
    const above = new Set(passed.map((id) => nodes[id]?.parent));
    return { passed, ends: passed.filter((id) => !above.has(id)) };
  };
}
