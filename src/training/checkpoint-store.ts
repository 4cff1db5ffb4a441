import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { openSafetensors, type ParameterValues, type WritableTensor, writeSafetensors } from "../models/index.js";
import type { Optimizer, OptimizerState } from "../optim/index.js";
import { PinakesError } from "../shared/index.js";
import { type Progress, progressForm } from "./progress.js";

/** All that resuming needs. */
export interface Checkpoint {
  readonly progress: Progress;
  readonly parameters: ParameterValues;
  readonly optimizer: OptimizerState;
}

const indexForm = z.object({
  /** Step of the best epoch's; null before there is one. */
  best: z.int().nullable(),
  /** Step of the newest; null before there is one. */
  last: z.int().nullable(),
  /** Those that are kept, the oldest first: step, and the epoch that it ended (null within an epoch). */
  kept: z.array(z.object({ step: z.int(), epoch: z.int().nullable() })),
});

/** Which checkpoints there are, by step. */
export type CheckpointIndex = z.output<typeof indexForm>;

const stateForm = z.object({ progress: progressForm, optimizer_step: z.int().gte(0) });

const INDEX = "checkpoints.json";
const WEIGHTS = "model.safetensors";
const MOMENTS = "optimizer.safetensors";

/** What a checkpoint is to the run. */
export interface CheckpointMark {
  /** The epoch that it ends; null within one. */
  readonly endsEpoch: number | null;
  /** The step of the best checkpoint so far. */
  readonly bestStep: number | null;
  /** Shapes of the parameters, by name. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

/** How many of the newest checkpoints stay; the best always does. */
export type Keep = "all" | number;

/**
 * The checkpoints of a run: folders `checkpoint-<step>/` and an index. Each is written aside and renamed, and counts
 * only once the index names it, so that a half-written one is never seen.
 */
export class CheckpointStore {
  constructor(
    private readonly directory: string,
    private readonly keep: Keep,
  ) {}

  /** The folder of a step. */
  path(step: number): string {
    return join(this.directory, `checkpoint-${step}`);
  }

  /** The weights of a step, as safetensors. */
  weightsFile(step: number): string {
    return join(this.path(step), WEIGHTS);
  }

  /** @throws PinakesError MODEL_ARTIFACT where the index is broken */
  async index(): Promise<CheckpointIndex> {
    const empty: CheckpointIndex = { best: null, last: null, kept: [] };
    return (await readForm(join(this.directory, INDEX), indexForm, { missing: empty })) as CheckpointIndex;
  }

  /** Writes a checkpoint, then drops those that need not be kept. */
  async save(checkpoint: Checkpoint, mark: CheckpointMark): Promise<string> {
    const { step } = checkpoint.progress;
    const target = this.path(step);
    const aside = `${target}.writing`;
    await rm(aside, { recursive: true, force: true });
    await mkdir(aside, { recursive: true });
    await writeSafetensors(join(aside, WEIGHTS), floats(checkpoint.parameters, mark.shapes));
    await writeSafetensors(join(aside, MOMENTS), floats(checkpoint.optimizer.tensors, new Map()));
    const state = { progress: checkpoint.progress, optimizer_step: checkpoint.optimizer.step };
    await writeFile(join(aside, "state.json"), `${JSON.stringify(state)}\n`);
    await rm(target, { recursive: true, force: true });
    await rename(aside, target);
    await this.register(step, mark);
    return target;
  }

  /**
   * Copies the newest checkpoint into parameters and optimizer, tensor by tensor, and drops what an interrupted save
   * left behind.
   * @returns where training stood; undefined where there is no checkpoint
   * @throws PinakesError MODEL_ARTIFACT where the checkpoint is broken, or of another model
   */
  async restoreLast(into: {
    readonly parameters: ParameterValues;
    readonly optimizer: Optimizer;
  }): Promise<Progress | undefined> {
    const { last, kept } = await this.index();
    await this.dropUnnamed(kept.map(({ step }) => step));
    if (last === null) return undefined;
    const state = await readForm(join(this.path(last), "state.json"), stateForm);
    await this.restoreParameters(last, into.parameters);
    const { tensors } = into.optimizer.state();
    await copyInto(join(this.path(last), MOMENTS), tensors);
    into.optimizer.load({ step: state.optimizer_step, tensors });
    return state.progress as unknown as Progress;
  }

  /** Where training stood at the newest checkpoint; undefined where there is none. @throws PinakesError MODEL_ARTIFACT */
  async lastProgress(): Promise<Progress | undefined> {
    const { last } = await this.index();
    if (last === null) return undefined;
    const { progress } = await readForm(join(this.path(last), "state.json"), stateForm);
    return progress as unknown as Progress;
  }

  /** Copies the weights of a checkpoint into parameters of the same names and sizes. */
  restoreParameters(step: number, into: ParameterValues): Promise<void> {
    return copyInto(this.weightsFile(step), into);
  }

  private async register(step: number, mark: CheckpointMark): Promise<void> {
    const before = await this.index();
    const best = mark.bestStep;
    const entries = [...before.kept.filter((entry) => entry.step !== step), { step, epoch: mark.endsEpoch }];
    const newest = this.keep === "all" ? entries : entries.slice(-this.keep);
    const kept = entries.filter((entry) => newest.includes(entry) || entry.step === best);
    const index: CheckpointIndex = { best, last: step, kept };
    await writeFile(join(this.directory, `${INDEX}.writing`), `${JSON.stringify(index, null, 2)}\n`);
    await rename(join(this.directory, `${INDEX}.writing`), join(this.directory, INDEX));
    for (const entry of entries)
      if (!kept.includes(entry)) await rm(this.path(entry.step), { recursive: true, force: true });
  }

  /** Removes checkpoint folders that the index does not name. */
  private async dropUnnamed(steps: readonly number[]): Promise<void> {
    const names = await readdir(this.directory).catch(() => []);
    const known = new Set(steps.map((step) => this.path(step)));
    for (const name of names) {
      const path = join(this.directory, name);
      if (/^checkpoint-\d+(?:\.writing)?$/u.test(name) && !known.has(path)) await rm(path, { recursive: true });
    }
  }
}

/** A JSON file of a form; `missing` instead where it is not there. */
async function readForm<T>(path: string, form: z.ZodType<T>, options: { readonly missing?: T } = {}): Promise<T> {
  try {
    return form.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    if (options.missing !== undefined && (error as NodeJS.ErrnoException).code === "ENOENT") return options.missing;
    throw broken(path, "the checkpoint can't be read.", error);
  }
}

function broken(path: string, message: string, cause?: unknown): PinakesError {
  return new PinakesError("MODEL_ARTIFACT", {
    where: path,
    message,
    fix: "copy the run directory again, or train again with --overwrite.",
    cause,
  });
}

function floats(
  values: ReadonlyMap<string, Float32Array>,
  shapes: ReadonlyMap<string, readonly number[]>,
): Map<string, WritableTensor> {
  return new Map([...values].map(([name, data]) => [name, { shape: shapes.get(name) ?? [data.length], data }]));
}

/** Reads a file's tensors one after the other, so that only one of them is in memory twice. */
async function copyInto(path: string, targets: ReadonlyMap<string, Float32Array>): Promise<void> {
  const file = await openSafetensors(path);
  try {
    for (const [name, target] of targets) {
      const data = await file.read(name);
      if (!(data instanceof Float32Array) || data.length !== target.length) {
        throw broken(path, `"${name}" has ${data.length} values, expected ${target.length} of float32.`);
      }
      target.set(data);
    }
  } finally {
    await file.close();
  }
}
