import type { Task } from "./config.js";

/**
 * The labels of one row. multi-class: exactly one; multi-label: a set (sorted, without repeats, perhaps empty);
 * hierarchical: a path from the general to the specific.
 */
export type Gold = readonly string[];

/** One output of a model: a softmax over its labels (multi-class; each level of a hierarchy), or independent sigmoids. */
export interface Head {
  /** "label" for multi-class, "labels" for multi-label, "level1", "level2", … for hierarchical. */
  readonly name: string;
  /** Names of the labels; a label's id is its place here. */
  readonly labels: readonly string[];
}

/** Every label that a model knows, as ids by head. Plain data: it can be written as JSON as it is. */
export interface LabelSpace {
  readonly task: Task;
  readonly heads: readonly Head[];
  /** For hierarchies: the observed paths, as label ids by head, in ascending order. Empty for the other tasks. */
  readonly paths: readonly (readonly number[])[];
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
