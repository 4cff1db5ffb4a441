import type { SparseMatrix } from "../shared/index.js";

/** The rows from `start` to before `end`, as a matrix of their own. */
export function sliceRows(
  { columns, indptr, indices, values }: SparseMatrix,
  start: number,
  end: number,
): SparseMatrix {
  const [from, to] = [indptr[start] as number, indptr[end] as number];
  return {
    rows: end - start,
    columns,
    indptr: indptr.slice(start, end + 1).map((at) => at - from),
    indices: indices.slice(from, to),
    values: values.slice(from, to),
  };
}

/** Matrices with the same rows side by side: the columns of the second stand behind those of the first. */
export function besideColumns(matrices: readonly SparseMatrix[]): SparseMatrix {
  const [first] = matrices as [SparseMatrix];
  if (matrices.length === 1) return first;
  const count = matrices.reduce((sum, { values }) => sum + values.length, 0);
  const indptr = new Int32Array(first.rows + 1);
  const indices = new Int32Array(count);
  const values = new Float64Array(count);
  let at = 0;
  for (let row = 0; row < first.rows; row++) {
    let offset = 0;
    for (const matrix of matrices) {
      const end = matrix.indptr[row + 1] as number;
      for (let entry = matrix.indptr[row] as number; entry < end; entry++, at++) {
        indices[at] = offset + (matrix.indices[entry] as number);
        values[at] = matrix.values[entry] as number;
      }
      offset += matrix.columns;
    }
    indptr[row + 1] = at;
  }
  const columns = matrices.reduce((sum, matrix) => sum + matrix.columns, 0);
  return { rows: first.rows, columns, indptr, indices, values };
}
