/**
 * The rows of an embedding table that a batch reads, copied together: the step works on these alone, so that neither the
 * gradient nor the update touches the rest of the table.
 */
export interface TokenRows {
  /** [U] ids in the whole table, in order of first appearance. */
  readonly rows: Int32Array;
  /** [U, E] */
  readonly values: Float32Array;
  /** Ids that count among the rows, in the shape of those given. */
  readonly ids: readonly Int32Array[];
}

/** Row counts are rounded up to this, since the runtime's memory arena grows with every new shape. */
const ROUND = 256;

/** Gathers rows; keeps its buffers from call to call. */
export class TokenRowGatherer {
  private readonly position: Int32Array;
  private values = new Float32Array(0);

  constructor(
    tableRows: number,
    private readonly width: number,
  ) {
    this.position = new Int32Array(tableRows).fill(-1);
  }

  /** How many rows the graph is fed for so many that are read. */
  static padded(count: number): number {
    return Math.ceil(count / ROUND) * ROUND;
  }

  /** The rows that several arrays of ids read; `values` has padded rows at its end, which no id names. */
  gather(table: Float32Array, arrays: readonly Int32Array[]): TokenRows {
    const rows: number[] = [];
    const ids = arrays.map((array) =>
      array.map((id) => {
        let at = this.position[id] as number;
        if (at < 0) {
          at = rows.push(id) - 1;
          this.position[id] = at;
        }
        return at;
      }),
    );
    const size = TokenRowGatherer.padded(rows.length) * this.width;
    if (this.values.length < size) this.values = new Float32Array(size);
    rows.forEach((row, at) => {
      this.values.set(table.subarray(row * this.width, (row + 1) * this.width), at * this.width);
      this.position[row] = -1;
    });
    return { rows: Int32Array.from(rows), values: this.values.subarray(0, size), ids };
  }
}
