import type { SparseMatrix } from "../../shared/index.js";

/** A sparse matrix by compressed columns: column j holds `rows[starts[j] .. starts[j + 1])`, ascending. */
export interface ColumnMatrix {
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly values: Float64Array;
}

/** The matrix by columns. */
export function byColumns(x: SparseMatrix): ColumnMatrix {
  const starts = new Int32Array(x.columns + 1);
  for (const column of x.indices) (starts[column + 1] as number)++;
  for (let column = 0; column < x.columns; column++) {
    starts[column + 1] = (starts[column + 1] as number) + (starts[column] as number);
  }
  const next = starts.slice();
  const rows = new Int32Array(x.indices.length);
  const values = new Float64Array(x.indices.length);
  for (let row = 0; row < x.rows; row++) {
    for (let p = x.indptr[row] as number; p < (x.indptr[row + 1] as number); p++) {
      const column = x.indices[p] as number;
      const place = next[column] as number;
      rows[place] = row;
      values[place] = x.values[p] as number;
      next[column] = place + 1;
    }
  }
  return { starts, rows, values };
}

/** Writes X[:, column]ᵀ a to `out`, where a is [N, K] and out is [K]. */
export function columnTimes(x: ColumnMatrix, column: number, a: Float64Array, out: Float64Array): void {
  const width = out.length;
  out.fill(0);
  const end = x.starts[column + 1] as number;
  for (let p = x.starts[column] as number; p < end; p++) {
    const value = x.values[p] as number;
    const base = (x.rows[p] as number) * width;
    for (let k = 0; k < width; k++) out[k] = (out[k] as number) + value * (a[base + k] as number);
  }
}

/**
 * Writes X Xᵀ a to `out`, both [N, K]. Column by column, so that what lies between, Xᵀ a with a row a feature, is never
 * in memory as a whole: the arrays that are read at random places have only a row a text.
 */
export function gramTimes(x: ColumnMatrix, a: Float64Array, out: Float64Array, width: number): void {
  const inner = new Float64Array(width);
  out.fill(0);
  for (let column = 0; column + 1 < x.starts.length; column++) {
    columnTimes(x, column, a, inner);
    const end = x.starts[column + 1] as number;
    for (let p = x.starts[column] as number; p < end; p++) {
      const value = x.values[p] as number;
      const base = (x.rows[p] as number) * width;
      for (let k = 0; k < width; k++) out[base + k] = (out[base + k] as number) + value * (inner[k] as number);
    }
  }
}
