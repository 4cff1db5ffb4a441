import { Rng } from "../../shared/index.js";
import type { TrainingConfig } from "../config.js";
import { GroupDraw } from "./group-draw.js";
import { drawTexts, groupTexts, type LabelledRows, type TextGroups } from "./text-groups.js";

/** `training.sampler` of the config. */
export type SamplerConfig = TrainingConfig["sampler"];

/**
 * Draws the rows that are learned from, one or several times each.
 *
 * - undersample: each label at most as often as the rarest. oversample: every row, and rows again until each label is as
 *   frequent as the commonest; likewise balanced_batches where there are no batches. per_label: each label at most that
 *   often; with replacement rows come again until it is.
 * - With one label a text these counts are exact. With several, the label with the fewest rows so far is served next, the
 *   rarest at first, by a row none of whose labels has all it may: no label gets more, and one may get less that (nearly)
 *   always comes with a commoner one. No row comes again before all others with the same labels.
 * - How many rows there are of each set of labels follows from the labels alone; randomness decides which.
 */
export class RowSampler {
  /** Rows of a draw. */
  readonly count: number;
  private readonly texts: TextGroups;
  /** Rows of each group. */
  private readonly times: readonly number[];

  constructor(sampler: SamplerConfig, labels: LabelledRows) {
    this.texts = groupTexts(labels);
    this.times = timesOf(sampler, this.texts);
    this.count = this.times.reduce((sum, times) => sum + times, 0);
  }

  /** Rows in random order. */
  draw(rng: Rng): number[] {
    const { groups } = this.texts;
    const drawn = groups.flatMap((group, index) => drawTexts(group, this.times[index] as number, rng.split(index)));
    return rng.split("order").shuffle(drawn);
  }
}

function timesOf(sampler: SamplerConfig, texts: TextGroups): readonly number[] {
  const sizes = texts.groups.map(({ rows }) => rows.length);
  const { counts } = texts;
  if (sampler === "none") return sizes;
  if (typeof sampler === "object") {
    return fill(texts, { limit: sampler.per_label, again: sampler.with_replacement });
  }
  if (sampler === "undersample") {
    return fill(texts, { limit: counts.reduce((least, count) => Math.min(least, count)), again: false });
  }
  return fill(texts, { limit: counts.reduce((most, count) => Math.max(most, count)), again: true }, sizes);
}

/** How many texts of each group are drawn until each label has its limit. */
function fill(
  texts: TextGroups,
  options: { readonly limit: number; readonly again: boolean },
  start: readonly number[] = texts.groups.map(() => 0),
): number[] {
  const times = [...start];
  const rng = Rng.fromSeed(0).split("groups");
  for (const group of new GroupDraw(texts, start).raise({ ...options, rng })) {
    times[group] = (times[group] as number) + 1;
  }
  return times;
}
