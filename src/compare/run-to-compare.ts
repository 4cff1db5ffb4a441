/** A run to compare, and what it is called. */
export interface RunToCompare {
  /** A run directory, or the folder of a run's seeds. */
  readonly run: string;
  /** Default: the last parts of the path. */
  readonly name?: string;
}
