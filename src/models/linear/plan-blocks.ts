import { countedOf, type OutputSpec, type OutputTargets, UNKNOWN_LABEL } from "../../labels/index.js";

/** One linear problem of an output: some of its places, over the texts that say something of these. */
export interface BlockPlan {
  readonly kind: OutputSpec["kind"];
  /** Places of the output, ascending, at least two for a softmax. */
  readonly places: Int32Array;
  /** Rows of the texts, ascending. */
  readonly rows: readonly number[];
}

/** How an output is divided into problems, and what is settled without any. */
export interface OutputPlan {
  readonly blocks: readonly BlockPlan[];
  /** Places that hold for no text: of a softmax, where others of the group do. */
  readonly never: readonly number[];
  /** Of sigmoids, places that hold for every text that counts. */
  readonly always: readonly number[];
}

/** Divides an output: a softmax by its groups, sigmoids by the texts that count for them. */
export function planBlocks(spec: Omit<OutputSpec, "name">, targets: OutputTargets): OutputPlan {
  return targets.kind === "softmax" ? planSoftmax(spec, targets.ids) : planSigmoids(spec, targets);
}

/** A problem for each group of which two places or more occur. A group of which none does is left even. */
function planSoftmax({ size, groups }: Omit<OutputSpec, "name">, ids: Int32Array): OutputPlan {
  const rowsOf = new Map<number, number[]>();
  const seen = new Set<number>();
  ids.forEach((id, row) => {
    if (id === UNKNOWN_LABEL) return;
    seen.add(id);
    append(rowsOf, groups?.[id] ?? 0, row);
  });
  const placesOf = new Map<number, number[]>();
  for (const id of [...seen].sort((a, b) => a - b)) append(placesOf, groups?.[id] ?? 0, id);
  const blocks = [...placesOf]
    .filter(([, places]) => places.length > 1)
    .sort(([a], [b]) => a - b)
    .map(([group, places]) => block("softmax", places, rowsOf.get(group) ?? []));
  const never = places(size).filter((place) => !seen.has(place) && placesOf.has(groups?.[place] ?? 0));
  return { blocks, never, always: [] };
}

/** A problem for all places that the same texts count for: all of them, or the children of a node. */
function planSigmoids(
  { size }: Omit<OutputSpec, "name">,
  targets: Extract<OutputTargets, { kind: "sigmoid" }>,
): OutputPlan {
  const { values } = targets;
  const counted = targets.counted === undefined ? undefined : countedOf(targets);
  const count = values.length / size;
  const byRows = new Map<string, { rows: number[]; places: number[] }>();
  const [never, always]: [number[], number[]] = [[], []];
  for (const place of places(size)) {
    const rows = Array.from({ length: count }, (_, row) => row).filter((row) => counted?.[row * size + place] !== 0);
    const positive = rows.filter((row) => values[row * size + place] === 1).length;
    if (positive === 0) never.push(place);
    else if (positive === rows.length) always.push(place);
    else {
      const key = counted === undefined ? "" : rows.join();
      const known = byRows.get(key);
      if (known) known.places.push(place);
      else byRows.set(key, { rows, places: [place] });
    }
  }
  return { blocks: [...byRows.values()].map((own) => block("sigmoid", own.places, own.rows)), never, always };
}

const places = (size: number): number[] => Array.from({ length: size }, (_, place) => place);

const block = (kind: OutputSpec["kind"], of: readonly number[], rows: readonly number[]): BlockPlan => ({
  kind,
  places: Int32Array.from(of),
  rows,
});

function append(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
