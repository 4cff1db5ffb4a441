import { PinakesError, present, type Rng } from "../../shared/index.js";
import type { Batches } from "../batches.js";
import { GroupDraw } from "./group-draw.js";
import { drawTexts, type TextGroups } from "./text-groups.js";

/** Batches among which texts of like length change places. */
const POOL_BATCHES = 50;

/** How balanced batches are made. */
export interface BalancedOptions {
  readonly batchSize: number;
  readonly steps: number;
  /** Tokens of each text, where texts of like length should share a batch. */
  readonly lengths?: readonly number[] | undefined;
  readonly rng: Rng;
}

/**
 * Batches with the same number of texts of each label. A batch is made in rounds, as long as there is room: each brings
 * every label to so many texts, by texts none of whose labels has that many yet. With one label a text the numbers are
 * equal exactly. With several, texts that share labels let a batch have more of each, and where each text of a label would
 * bring another one beyond the round, one that brings the fewest is taken: no label has fewer texts than the rounds ask
 * for, and one has more only where a rarer one can't do without.
 *
 * Within the epoch texts come again only when all others that would fit have come.
 * @throws PinakesError CONFIG_CONFLICT where a batch is smaller than the number of labels
 */
export function balancedBatches(texts: TextGroups, { batchSize, steps, lengths, rng }: BalancedOptions): Batches {
  textsALabel(texts, batchSize);
  const draw = new GroupDraw(texts);
  const plan = { labels: texts.counts.length, batchSize, rng: rng.split("groups") };
  const planned = Array.from({ length: steps }, () => planBatch(draw, plan));
  const batches = fillIn(texts, planned, rng.split("rows"));
  if (!lengths) return batches;
  return rng.split("batches").shuffle(shareLengths(texts, { planned, batches }, lengths));
}

/**
 * How many texts of each label a balanced batch has: exactly with one label a text, at least with several.
 * @throws PinakesError CONFIG_CONFLICT where a batch has no room for each label
 */
export function textsALabel({ counts }: Pick<TextGroups, "counts">, batchSize: number): number {
  if (counts.length <= batchSize) return Math.floor(batchSize / counts.length);
  throw new PinakesError("CONFIG_CONFLICT", {
    where: "training.sampler",
    message: `balanced_batches puts each of the ${counts.length} labels into every batch, and training.batch_size is ${batchSize}.`,
    fix: `set training.batch_size: ${counts.length} or more (training.micro_batch_size divides a step), or training.sampler: oversample.`,
  });
}

/** The groups of a batch's texts. */
function planBatch(
  draw: GroupDraw,
  { labels, batchSize, rng }: { readonly labels: number; readonly batchSize: number; readonly rng: Rng },
): number[] {
  draw.reset();
  const batch: number[] = [];
  let limit = 0;
  for (;;) {
    // So many texts of each label surely have room; texts that share labels leave some for another round.
    limit += Math.max(1, Math.floor((batchSize - batch.length) / labels));
    const more = draw.raise({ limit, again: true, atAnyRate: true, rng });
    if (batch.length + more.length > batchSize) {
      draw.undo(more);
      return batch;
    }
    batch.push(...more);
  }
}

/** Puts texts in the places of their groups. */
function fillIn({ groups }: TextGroups, planned: readonly (readonly number[])[], rng: Rng): number[][] {
  const times = groups.map(() => 0);
  for (const group of planned.flat()) times[group] = (times[group] as number) + 1;
  const rows = groups.map((group, index) => drawTexts(group, times[index] as number, rng.split(index)));
  const at = groups.map(() => 0);
  return planned.map((batch) =>
    batch.map((group) => {
      const place = at[group] as number;
      at[group] = place + 1;
      return present(rows[group]?.[place], "a text of the group");
    }),
  );
}

/** Texts with the same labels change places among 50 batches, so that the first of these have the shortest. */
function shareLengths(
  { groups }: TextGroups,
  { planned, batches }: { readonly planned: readonly (readonly number[])[]; readonly batches: readonly number[][] },
  lengths: readonly number[],
): number[][] {
  const shared: number[][] = [];
  for (let start = 0; start < batches.length; start += POOL_BATCHES) {
    const plans = planned.slice(start, start + POOL_BATCHES);
    const rows: number[][] = groups.map(() => []);
    plans.forEach((batch, index) => {
      batch.forEach((group, place) => {
        rows[group]?.push(present(batches[start + index]?.[place], "a text"));
      });
    });
    for (const own of rows) own.sort((a, b) => (lengths[a] as number) - (lengths[b] as number) || a - b).reverse();
    for (const batch of plans) shared.push(batch.map((group) => present(rows[group]?.pop(), "a text of the group")));
  }
  return shared;
}
