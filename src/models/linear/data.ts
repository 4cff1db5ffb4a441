import { invariant, type Rng, type SparseMatrix } from "../../shared/index.js";

/** The id of a row that has no label at a head: the head neither learns from it nor is judged by it. */
export const NO_LABEL = -1;

/** Texts and what each head should say about them. */
export interface LabelledTexts {
  readonly texts: readonly string[];
  /** One array a head: [N] class ids, {@link NO_LABEL} where a text has none. */
  readonly targets: readonly Int32Array[];
}

/** The rows of both, one after the other. */
export function concatenate(first: LabelledTexts, second: LabelledTexts): LabelledTexts {
  return {
    texts: [...first.texts, ...second.texts],
    targets: first.targets.map((ids, head) => Int32Array.from([...ids, ...(second.targets[head] ?? [])])),
  };
}

/** The given rows, in the given order. */
function pickTexts(data: LabelledTexts, rows: readonly number[]): LabelledTexts {
  return {
    texts: rows.map((row) => data.texts[row] as string),
    targets: data.targets.map((ids) => Int32Array.from(rows, (row) => ids[row] as number)),
  };
}

/** The given rows of a matrix, in the given order. */
export function pickRows(x: SparseMatrix, rows: ArrayLike<number>): SparseMatrix {
  const indptr = new Int32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    indptr[i + 1] = (indptr[i] as number) + (x.indptr[row + 1] as number) - (x.indptr[row] as number);
  }
  const size = indptr[rows.length] as number;
  const indices = new Int32Array(size);
  const values = new Float64Array(size);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    indices.set(x.indices.subarray(x.indptr[row], x.indptr[row + 1]), indptr[i]);
    values.set(x.values.subarray(x.indptr[row], x.indptr[row + 1]), indptr[i]);
  }
  return { rows: rows.length, columns: x.columns, indptr, indices, values };
}

/** Share of the rows of each class that {@link holdOut} sets aside. */
const HELD_OUT = 0.2;

/**
 * Splits training texts into a part to learn from and a part to choose on, stratified by the last head (the finest).
 * Of each class a fifth is set aside, rounded down, so that a class of fewer than five rows is learned from alone.
 */
export function holdOut(data: LabelledTexts, rng: Rng): { train: LabelledTexts; held: LabelledTexts } {
  const finest = data.targets.at(-1);
  invariant(finest !== undefined, "a model has at least one head");
  const rowsOfClass = new Map<number, number[]>();
  for (const [row, id] of finest.entries()) {
    const rows = rowsOfClass.get(id);
    if (rows === undefined) rowsOfClass.set(id, [row]);
    else rows.push(row);
  }
  const held = new Set<number>();
  for (const [id, rows] of rowsOfClass) {
    const shuffled = rng.split("class", id).shuffle(rows);
    for (const row of shuffled.slice(0, Math.floor(HELD_OUT * rows.length))) held.add(row);
  }
  const all = [...finest.keys()];
  return {
    train: pickTexts(
      data,
      all.filter((row) => !held.has(row)),
    ),
    held: pickTexts(
      data,
      all.filter((row) => held.has(row)),
    ),
  };
}
