import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { resolvedYaml } from "../../config/index.js";
import { writeSplit } from "../../data/index.js";
import { present, type Rng } from "../../shared/index.js";
import { CheckpointStore } from "../../training/index.js";
import { RUN_FILES, RunDirectory } from "../directory/run-directory.js";
import { stopIfInterrupted } from "../interrupt.js";
import type { FitOptions, FitPlan, FittedModel, PlanOptions } from "../plan/fit-plan.js";
import { planFit } from "../plan/plan-fit.js";
import type { PreparedData, PreparedFolds } from "../prepare-data.js";
import { decideByFolds, finalConfig, foldConfig, temperaturesOfFolds } from "./final-config.js";
import { type FoldRecord, readFold, writeFold } from "./fold-record.js";
import { joinFolds, measureFolds, type SaidFold } from "./out-of-fold.js";

/**
 * Cross-validation, then the final model on all texts of the folds.
 * @throws PinakesError as {@link planFit}, before anything is written
 */
export async function planFolds(data: PreparedFolds, options: PlanOptions): Promise<FitPlan> {
  const first = await planFit(present(data.folds[0], "a fold"), { ...options, config: foldConfig(options.config) });
  return new FoldsPlan(data, options, first);
}

class FoldsPlan implements FitPlan {
  constructor(
    private readonly data: PreparedFolds,
    private readonly plan: PlanOptions,
    /** That of the first fold, until it is taken. */
    private first: FitPlan | undefined,
  ) {}

  async fit(options: FitOptions): Promise<FittedModel> {
    const { onEvent, config } = this.plan;
    const { whole, folds } = this.data;
    const said: SaidFold[] = [];
    for (const [index, data] of folds.entries()) {
      said.push({ data, ...(await this.fold(data, index, options)) });
    }
    const records = said.map(({ record }) => record);
    const decisions = decideByFolds(config, records);
    const temperatures = temperaturesOfFolds(records);
    const learned = Object.entries(decisions).map(([name, value]) => `${name} ${value}`);
    const taken = learned.length === 0 ? "" : ` with ${learned.join(", ")}`;
    onEvent?.({
      type: "stage",
      message: `the final model learns from all ${whole.parts.train.texts.length} texts${taken}`,
    });
    const own = finalConfig(config, decisions);
    const fitted = await (await planFit(whole, { ...this.plan, config: own, temperatures })).fit(options);
    const figures = await measureFolds(said, { config, model: fitted.model, decisions });
    return { ...fitted, heldOut: joinFolds(said), folds: figures, notes: { ...fitted.notes, folds: decisions } };
  }

  /** Trains a fold's model and lets it speak of what it has not learned from; a fold that is finished is read. */
  private async fold(data: PreparedData, index: number, options: FitOptions): Promise<Omit<SaidFold, "data">> {
    const { onEvent, signal, config } = this.plan;
    const directory = new RunDirectory(join(options.directory, RUN_FILES.folds, `fold-${index + 1}`));
    const known = options.resume ? await readFold(directory.path, data.scheme.outputs.length) : undefined;
    if (known) return known;
    stopIfInterrupted(signal, { where: directory.path, begun: true });
    onEvent?.({ type: "stage", message: `fold ${index + 1} of ${this.data.folds.length}` });
    const plan = await this.planOf(data, index);
    const resolved = resolvedYaml(foldConfig(config));
    await directory.begin({ given: resolved, resolved }, { resume: options.resume, overwrite: true });
    await writeSplit(directory.file("split"), data.split);
    const checkpoints = new CheckpointStore(directory.path, "all");
    if (options.resume) await directory.rewindMetrics((await checkpoints.index()).last ?? 0);
    const fitted = await plan.fit({ ...options, ...this.streams(directory, options.rng.split("fold", index)) });
    try {
      const { texts } = data.parts.validation;
      const logits = (await fitted.logits?.("validation")) ?? (await fitted.model.logits(texts));
      const outcome = { record: recordOf(data, fitted), logits };
      await writeFold(directory.path, outcome);
      await removeCheckpoints(directory.path);
      return outcome;
    } finally {
      await fitted.model.release();
    }
  }

  private planOf(data: PreparedData, index: number): FitPlan | Promise<FitPlan> {
    const { first } = this;
    this.first = undefined;
    if (first && index === 0) return first;
    return planFit(data, { ...this.plan, config: foldConfig(this.plan.config) });
  }

  /** What is a fold's own: its folder, its random numbers, its steps. */
  private streams(directory: RunDirectory, rng: Rng): Pick<FitOptions, "directory" | "rng" | "onEvent"> {
    const { onEvent } = this.plan;
    return {
      directory: directory.path,
      rng,
      onEvent: (event) => {
        if (event.type === "step" || event.type === "epoch") directory.appendMetrics(event);
        onEvent?.(event);
      },
    };
  }
}

/** A fold that is done is never gone on with, and its model is not used again. */
async function removeCheckpoints(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (/^checkpoint/u.test(name)) await rm(join(directory, name), { recursive: true });
  }
}

function recordOf({ parts }: PreparedData, { network, notes, trainSeconds }: FittedModel): FoldRecord {
  const { best } = network ?? {};
  const heads = (notes?.heads ?? []) as readonly {
    readonly candidates?: readonly { strength: number; score: number }[];
  }[];
  const strengths = heads.flatMap(({ candidates = [] }) => (candidates.length > 1 ? [candidates] : []));
  return {
    texts: parts.validation.texts.length,
    train_texts: parts.train.texts.length,
    train_seconds: trainSeconds,
    ...(best ? { best_epoch: best.epoch } : {}),
    ...(notes?.temperatures ? { temperatures: [...(notes.temperatures as readonly number[])] } : {}),
    ...(strengths.length > 0
      ? { strengths: strengths.map((own) => own.map(({ strength, score }) => ({ strength, score }))) }
      : {}),
  };
}
