import type { RunConfig } from "../../config/index.js";
import { finestLabels, type OutputTargets, pickTargets } from "../../labels/index.js";
import { present, Rng } from "../../shared/index.js";
import { groupTexts, type LabelledRows, RowSampler, textsALabel } from "../../training/index.js";
import type { PreparedData } from "../prepare-data.js";

/** What a sampler draws training texts by. */
export function sampledBy({ space, parts }: Pick<PreparedData, "space" | "parts">): LabelledRows {
  return finestLabels(space, parts.train.golds);
}

/** Targets as often as the texts are learned from: those of the training part, or of what a sampler draws from it. */
export function trainedTargets({ training }: RunConfig, data: PreparedData): readonly OutputTargets[] {
  const { targets } = data.parts.train;
  if (training.sampler === "none") return targets;
  // How often each set of labels is drawn does not depend on the seed.
  const rows = new RowSampler(training.sampler, sampledBy(data)).draw(Rng.fromSeed(0));
  return data.scheme.outputs.map((output, index) => pickTargets(present(targets[index], "targets"), output, rows));
}

/**
 * What a network's sampler does, in words; undefined where there is none.
 * @throws PinakesError CONFIG_CONFLICT where balanced batches are smaller than the number of labels
 */
export function describeSampler({ training }: RunConfig, data: PreparedData): string | undefined {
  const { sampler, batch_size: size } = training;
  if (sampler === "none") return undefined;
  const labels = sampledBy(data);
  if (sampler === "balanced_batches") {
    const texts = groupTexts(labels);
    const several = labels.some((own) => own.length > 1) ? "at least " : "";
    return `each batch has ${several}${textsALabel(texts, size)} texts of each of ${texts.counts.length} labels`;
  }
  const { count } = new RowSampler(sampler, labels);
  const name = typeof sampler === "object" ? `per_label: ${sampler.per_label}` : sampler;
  return `training.sampler ${name}: ${count} texts an epoch, drawn from ${labels.length}`;
}
