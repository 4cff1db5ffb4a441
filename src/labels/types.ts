import type { Task } from "./config.js";

/**
 * The labels of one row. multi-class: exactly one; multi-label: a set (sorted, without repeats, perhaps empty);
 * hierarchical: a path from the general to the specific, which may end at any level. Where a text may have several
 * paths, a gold is the set of all nodes that they pass, each written as its joined path and sorted, so that a node
 * stands behind its parent: `["Arts", "Arts > Music", "People"]`.
 */
export type Gold = readonly string[];

/** The labels of a task that are told apart: all (multi-class, multi-label), those of a level, or the nodes of a tree. */
export interface Head {
  /** "label" for multi-class, "labels" for multi-label, "level1", "level2", … for one path, "nodes" for several. */
  readonly name: string;
  /** Names of the labels; a label's id is its place here. */
  readonly labels: readonly string[];
}

/** Every label that a model knows, as ids by head. Plain data: it can be written as JSON as it is. */
export interface LabelSpace {
  readonly task: Task;
  readonly heads: readonly Head[];
  /**
   * For hierarchies with one path a text: the paths that there are, as label ids by head, in ascending order. They may
   * differ in length, and one may begin another: its last label is then an inner node at which texts may end. Empty else.
   */
  readonly paths: readonly (readonly number[])[];
  /**
   * For hierarchies with several paths a text, whose only head holds the nodes: the parent of each, which has a lower
   * id; −1 for the first level.
   */
  readonly parents?: readonly number[];
  /** Where the data held codes: the name of each code, a table a head. The heads' labels are the names. */
  readonly names?: readonly Readonly<Record<string, string>>[];
}

/** Something worth telling the user about the data that is not an error. */
export interface Finding {
  /** What was found, as a stable name in snake_case. */
  readonly code: string;
  /** One sentence, with the figures. */
  readonly message: string;
  /** How often it was found. */
  readonly count: number;
  /** The first few places. */
  readonly places: readonly string[];
}
