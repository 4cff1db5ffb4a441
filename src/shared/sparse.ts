/** A sparse matrix by compressed rows: row i holds `indices[indptr[i] .. indptr[i + 1])`, ascending, without repeats. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly indptr: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}
