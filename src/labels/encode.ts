import { invariant, present } from "../shared/index.js";
import type { Gold, LabelSpace } from "./types.js";

/** The id that stands for a label that the space does not hold. */
export const UNKNOWN_LABEL = -1;

/** A label of a row that the space does not hold. */
export interface UnknownLabel {
  readonly row: number;
  readonly head: string;
  readonly label: string;
}

/** Whether a gold of the space is a set: of labels, or of the nodes of several paths. */
export function holdsSets({ task, parents }: LabelSpace): boolean {
  return task === "multi-label" || parents !== undefined;
}

const tables = new WeakMap<LabelSpace, readonly ReadonlyMap<string, number>[]>();

/** Ids by label, a table a head; made once a space. */
function idTables(space: LabelSpace): readonly ReadonlyMap<string, number>[] {
  const known = tables.get(space);
  if (known !== undefined) return known;
  const made = space.heads.map((head) => new Map(head.labels.map((label, id) => [label, id])));
  tables.set(space, made);
  return made;
}

/**
 * The ids of one row's labels. multi-class: [id]; hierarchical: one id a head (-1 also for a level that the path
 * lacks; levels below the last head are left out); sets of labels or nodes: their ids, ascending, -1 first where one or
 * more are unknown.
 */
export function encode(space: LabelSpace, gold: Gold): number[] {
  const ids = idTables(space);
  if (holdsSets(space)) {
    const found = gold.map((label) => ids[0]?.get(label) ?? UNKNOWN_LABEL);
    return [...new Set(found)].sort((a, b) => a - b);
  }
  return ids.map((table, h) => {
    const label = gold[h];
    return label === undefined ? UNKNOWN_LABEL : (table.get(label) ?? UNKNOWN_LABEL);
  });
}

/** Class ids for softmax heads: an array [N] a head, -1 for unknown labels and missing levels. Not for sets. */
export function encodeTargets(space: LabelSpace, golds: readonly Gold[]): Int32Array[] {
  invariant(!holdsSets(space), "encodeTargets was called for a space of sets");
  const targets = space.heads.map(() => new Int32Array(golds.length));
  golds.forEach((gold, row) => {
    encode(space, gold).forEach((id, h) => {
      present(targets[h], "a head's targets")[row] = id;
    });
  });
  return targets;
}

/** Indicators of sets: [N, L] row by row, 1 where a row has a label or node; unknown ones are left out. */
export function encodeMultiHot(space: LabelSpace, golds: readonly Gold[]): Float32Array {
  invariant(holdsSets(space), "encodeMultiHot was called for a space without sets");
  const width = present(space.heads[0], "the head").labels.length;
  const indicators = new Float32Array(golds.length * width);
  golds.forEach((gold, row) => {
    for (const id of encode(space, gold)) if (id !== UNKNOWN_LABEL) indicators[row * width + id] = 1;
  });
  return indicators;
}

/** Every label of the rows that the space does not hold, so that the caller can refuse or report them. */
export function unknownLabels(space: LabelSpace, golds: readonly Gold[]): UnknownLabel[] {
  const ids = idTables(space);
  const unknown: UnknownLabel[] = [];
  golds.forEach((gold, row) => {
    gold.forEach((label, level) => {
      const head = space.task === "hierarchical" && !holdsSets(space) ? level : 0;
      if (ids[head]?.has(label) === true) return;
      unknown.push({ row, head: space.heads[head]?.name ?? `level${level + 1}`, label });
    });
  });
  return unknown;
}
