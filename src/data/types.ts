import type { Finding, Gold, Task } from "../labels/index.js";

/** The three parts of a split. */
export type Part = "train" | "validation" | "test";
/** The parts in the order in which rows are counted. */
export const PARTS: readonly Part[] = ["train", "validation", "test"];

/** Where a row stands: its first line in a text file, or its number in a Parquet file, both counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** One text with its labels. */
export interface Example {
  /** Its row over all rows of all files (train, then validation, then test files), counted from 0 before dropping any. */
  readonly index: number;
  /** The value of the id column, or the index. */
  readonly id: string;
  readonly text: string;
  readonly gold: Gold;
  /** The part that its file or its split column says. */
  readonly split?: Part;
  /** The value of `split.by` for the method group. */
  readonly group?: string;
  /** The value of `split.by` for the method time: a number, or milliseconds since 1970. */
  readonly time?: number;
  readonly where: Place;
}

/** A file that was read. */
export interface FileReport {
  readonly file: string;
  readonly rows: number;
}

/** Rows that were set aside, and why. */
export interface Dropped {
  readonly reason: string;
  readonly count: number;
  /** By the part that was known when they were dropped. */
  readonly parts: Readonly<Record<Part | "unassigned", number>>;
}

/** What reading found. */
export interface LoadReport {
  readonly files: readonly FileReport[];
  /** Rows read, the dropped ones included. */
  readonly rows: number;
  readonly dropped: readonly Dropped[];
  readonly findings: readonly Finding[];
}

/** All rows that were read and kept, in order. */
export interface Dataset {
  readonly task: Task;
  readonly examples: readonly Example[];
  /** Whether a row may have several paths: its gold is a closed set of nodes then. */
  readonly severalPaths: boolean;
  /** The golds of the leaves of the taxonomy file, where there is one. */
  readonly taxonomy?: readonly Gold[];
  /** Rows over all files: every index is below it. */
  readonly rowCount: number;
  /** Whether `data.sample` left rows unread, so that indices of a split file may lie beyond `rowCount`. */
  readonly sampled: boolean;
  /** The parts that have files of their own. */
  readonly fileParts: readonly Part[];
  readonly report: LoadReport;
}

/** Row indices (see {@link Example.index}), ascending, of each part. */
export interface Split {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
  /** How it was made, in words for the reader of a report. */
  readonly method: string;
  readonly findings: readonly Finding[];
}
