import { type LabelSpace, taxonomyOf } from "../../labels/index.js";

/** The path to each leaf of a tree: names from the first level down. */
export function leafPaths(space: LabelSpace): string[][] {
  const { nodes } = taxonomyOf(space);
  return nodes
    .filter(({ children }) => children.length === 0)
    .map((leaf) => {
      const path = [leaf.name];
      for (let above = nodes[leaf.parent]; above !== undefined; above = nodes[above.parent]) path.unshift(above.name);
      return path;
    });
}
