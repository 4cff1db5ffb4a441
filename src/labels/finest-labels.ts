import { holdsSets } from "./encode.js";
import { joinPath, parentPath } from "./taxonomy/paths.js";
import type { Gold, LabelSpace } from "./types.js";

/**
 * What texts are drawn by: the ids of each text's finest labels, counted from 0 in order of occurrence. They are the label
 * of one class a text; the labels of a set; the end of a path; the ends of several paths.
 */
export function finestLabels(space: LabelSpace, golds: readonly Gold[]): number[][] {
  const ids = new Map<string, number>();
  const idOf = (label: string): number => {
    const id = ids.get(label) ?? ids.size;
    ids.set(label, id);
    return id;
  };
  return golds.map((gold) => finest(space, gold).map(idOf));
}

function finest(space: LabelSpace, gold: Gold): readonly string[] {
  if (!holdsSets(space)) return [joinPath(gold)];
  if (space.parents === undefined) return gold;
  const above = new Set(gold.map(parentPath));
  return gold.filter((node) => !above.has(node));
}
