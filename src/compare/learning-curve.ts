import { basename, dirname, join } from "node:path";
import { type LoadedConfig, loadConfig, type RunConfigInput } from "../config/index.js";
import { flatMetrics } from "../evaluation/index.js";
import { loadRunConfig } from "../runs/index.js";
import { present } from "../shared/index.js";
import { spreadOf } from "../statistics/index.js";
import type { MeasuredRun } from "./read-run.js";
import type { RunToCompare } from "./run-to-compare.js";
import type { PlannedModel } from "./train-models.js";
import type { LearningPoint } from "./types.js";

/** The shares of a learning curve where none are given. */
export const LEARNING_SHARES: readonly number[] = [0.1, 0.25, 0.5, 1];

/** A run of a share of the training texts. */
export interface SharedRun {
  /** The name of the model whose curve it is of. */
  readonly name: string;
  readonly share: number;
  readonly run: string;
}

/** Trainings of a learning curve: those of shares below 1; the whole is the model's own run. */
export interface PlannedCurve {
  readonly planned: readonly (PlannedModel & { readonly share: number })[];
  readonly runs: readonly SharedRun[];
}

/**
 * What has to be trained for the learning curve of a run: its own config with `data.train_share`, kept beside it.
 * @param shares  in (0, 1], of the texts that the run itself learned from
 */
export async function planLearningCurve(
  { run, name = basename(run) }: RunToCompare,
  shares: readonly number[] = LEARNING_SHARES,
): Promise<PlannedCurve> {
  const { config, baseDir } = await loadRunConfig(run);
  const planned: (PlannedModel & { readonly share: number })[] = [];
  const runs: SharedRun[] = [];
  for (const share of [...shares].sort((a, b) => a - b)) {
    const percent = Number((100 * share).toPrecision(4));
    const directory = share === 1 ? run : join(dirname(run), `${basename(run)}-share-${percent}`);
    runs.push({ name, share, run: directory });
    if (share === 1) continue;
    const loaded = await withShare(config, share, baseDir);
    planned.push({ name: `${name}, ${percent} % of the training texts`, directory, loaded, share });
  }
  return { planned, runs };
}

function withShare(config: LoadedConfig["config"], share: number, baseDir: string): Promise<LoadedConfig> {
  const data = { ...config.data, train_share: share * config.data.train_share };
  return loadConfig({ ...config, data } as RunConfigInput, { baseDir });
}

/** The headline metrics of the runs of a share, on the compared split. */
export function learningPoint(
  share: number,
  runs: readonly MeasuredRun[],
  { split, headline }: { readonly split: string; readonly headline: readonly string[] },
): LearningPoint {
  const all = runs.map(({ evaluation }) => flatMetrics(present(evaluation.splits[split], `the figures of ${split}`)));
  const known = headline.filter((metric) => all.every((one) => one[metric] !== undefined));
  return {
    share,
    train_texts: runs[0]?.split?.train?.length ?? 0,
    metrics: Object.fromEntries(known.map((metric) => [metric, spreadOf(all.map((one) => one[metric] ?? 0))])),
  };
}
