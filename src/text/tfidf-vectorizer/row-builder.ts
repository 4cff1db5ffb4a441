import type { SparseMatrix } from "../../shared/index.js";
import { withCapacity } from "./growable.js";

/** Builds a sparse matrix row by row. */
export class RowBuilder {
  /** Values so far. */
  length = 0;
  private indices = new Int32Array(1024);
  private values = new Float64Array(1024);
  private readonly indptr: number[] = [0];

  /** Appends a value to the row being built; columns must ascend. */
  push(column: number, value: number): void {
    if (this.length === this.indices.length) {
      this.indices = withCapacity(this.indices, this.length + 1);
      this.values = withCapacity(this.values, this.length + 1);
    }
    this.indices[this.length] = column;
    this.values[this.length++] = value;
  }

  /** Divides the values from a place on. */
  divideFrom(begin: number, divisor: number): void {
    for (let p = begin; p < this.length; p++) this.values[p] = (this.values[p] as number) / divisor;
  }

  endRow(): void {
    this.indptr.push(this.length);
  }

  /** The matrix of all rows that were ended. */
  build(columns: number): SparseMatrix {
    return {
      rows: this.indptr.length - 1,
      columns,
      indptr: Int32Array.from(this.indptr),
      indices: this.indices.slice(0, this.length),
      values: this.values.slice(0, this.length),
    };
  }
}
