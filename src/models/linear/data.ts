import { countedOf, joinTargets, type OutputSpec, type OutputTargets, pickTargets } from "../../labels/index.js";
import { present, type Rng, type SparseMatrix } from "../../shared/index.js";

/** Texts and what each output should say about them. */
export interface LabelledTexts {
  readonly texts: readonly string[];
  /** One entry an output. */
  readonly targets: readonly OutputTargets[];
  /** The ids of each text's finest labels, where texts are drawn by them. */
  readonly labels?: readonly (readonly number[])[] | undefined;
}

/** The rows of both, one after the other. */
export function concatenate(first: LabelledTexts, second: LabelledTexts): LabelledTexts {
  return {
    texts: [...first.texts, ...second.texts],
    targets: first.targets.map((own, index) => joinTargets(own, present(second.targets[index], "targets"))),
    labels: first.labels && second.labels && [...first.labels, ...second.labels],
  };
}

/** The given rows, in the given order. */
export function pickTexts(data: LabelledTexts, outputs: readonly OutputSpec[], rows: readonly number[]): LabelledTexts {
  return {
    texts: rows.map((row) => data.texts[row] as string),
    targets: outputs.map((output, index) => pickTargets(present(data.targets[index], "targets"), output, rows)),
    labels: data.labels && rows.map((row) => present(data.labels?.[row], "labels of a text")),
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

/** Texts in two parts, with the rows that the second has of the whole. */
export interface HoldOut {
  readonly train: LabelledTexts;
  readonly held: LabelledTexts;
  readonly rows: readonly number[];
}

/**
 * Splits training texts into a part to learn from and a part to choose on, stratified by the last output (the finest):
 * by its class, or by the rarest of a text's labels. Of each a fifth is set aside, rounded down, so that one of fewer than
 * five rows is learned from alone.
 */
export function holdOut(data: LabelledTexts, outputs: readonly OutputSpec[], rng: Rng): HoldOut {
  const finest = strata(present(data.targets.at(-1), "the last output"), present(outputs.at(-1), "the last output"));
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
  const rows = all.filter((row) => held.has(row));
  return {
    train: pickTexts(
      data,
      outputs,
      all.filter((row) => !held.has(row)),
    ),
    held: pickTexts(data, outputs, rows),
    rows,
  };
}

/** The class of each row; of a set of labels the rarest of them, −1 without any. */
function strata(targets: OutputTargets, { size }: OutputSpec): Int32Array {
  if (targets.kind === "softmax") return targets.ids;
  const counts = new Float64Array(size);
  const counted = countedOf(targets);
  targets.values.forEach((value, at) => {
    counts[at % size] = (counts[at % size] as number) + value * (counted[at] as number);
  });
  return Int32Array.from({ length: targets.values.length / size }, (_, row) => {
    let rarest = -1;
    for (let place = 0; place < size; place++) {
      if (targets.values[row * size + place] !== 1) continue;
      if (rarest < 0 || (counts[place] as number) < (counts[rarest] as number)) rarest = place;
    }
    return rarest;
  });
}
