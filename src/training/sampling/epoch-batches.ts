import { invariant, type Rng } from "../../shared/index.js";
import { type Batches, bucketedBatches, shuffledBatches } from "../batches.js";
import type { TrainingConfig } from "../config.js";
import { balancedBatches } from "./balanced-batches.js";
import { RowSampler } from "./row-sampler.js";
import { groupTexts, type LabelledRows } from "./text-groups.js";

/** What the batches of a training are made from. */
export interface EpochBatchesOptions {
  readonly config: Pick<TrainingConfig, "batch_size" | "batching" | "sampler">;
  /** Tokens of each training text. */
  readonly lengths: readonly number[];
  /** What a sampler draws by. */
  readonly labels?: LabelledRows | undefined;
  readonly rng: Rng;
}

/** The batches of each epoch: a function of seed and epoch alone. */
export interface EpochBatches {
  /** Batches an epoch, the same for all. */
  readonly steps: number;
  /** Batches of rows of the training split, in an epoch counted from 1. */
  readonly of: (epoch: number) => Batches;
}

/** The batches that a config asks for. A cap draws its texts once, for all epochs; other samplers draw anew in each. */
export function epochBatches(options: EpochBatchesOptions): EpochBatches {
  const { config, labels, lengths, rng } = options;
  const { sampler, batch_size: batchSize, batching } = config;
  const streamOf = (epoch: number): Rng => rng.split("batches", epoch);
  const steps = Math.ceil(lengths.length / batchSize);
  if (sampler === "none") return { steps, of: (epoch) => order(lengths, config, streamOf(epoch)) };
  invariant(labels !== undefined, "a sampler knows the labels of the texts");
  if (sampler === "balanced_batches") {
    const texts = groupTexts(labels);
    const own = batching === "bucketed" ? lengths : undefined;
    return {
      steps,
      of: (epoch) => balancedBatches(texts, { batchSize, steps, lengths: own, rng: streamOf(epoch) }),
    };
  }
  const rows = new RowSampler(sampler, labels);
  const draws = rng.split("sampler");
  return {
    steps: Math.ceil(rows.count / batchSize),
    of: (epoch) => {
      const drawn = rows.draw(typeof sampler === "object" ? draws : draws.split(epoch));
      const own = drawn.map((row) => lengths[row] as number);
      return order(own, config, streamOf(epoch)).map((batch) => batch.map((place) => drawn[place] as number));
    },
  };
}

function order(
  lengths: readonly number[],
  { batching, batch_size: batchSize }: EpochBatchesOptions["config"],
  rng: Rng,
): Batches {
  if (batching === "shuffled") return shuffledBatches(lengths.length, batchSize, rng);
  return bucketedBatches(lengths, batchSize, rng);
}
