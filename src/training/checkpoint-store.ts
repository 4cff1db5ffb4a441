import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openSafetensors, type ParameterValues, type WritableTensor, writeSafetensors } from "../models/index.js";
import type { OptimizerState } from "../optim/index.js";
import { PinakesError } from "../shared/index.js";
import type { Progress } from "./progress.js";

/** All that resuming needs. */
export interface Checkpoint {
  readonly progress: Progress;
  readonly parameters: ParameterValues;
  readonly optimizer: OptimizerState;
}

/** Which checkpoints there are, by step. */
export interface CheckpointIndex {
  /** Step of the best epoch's. */
  readonly best: number | null;
  /** Step of the newest. */
  readonly last: number | null;
  /** Those that are kept: step and epoch that it ended (null within an epoch). */
  readonly kept: readonly { readonly step: number; readonly epoch: number | null }[];
}

const EMPTY: CheckpointIndex = { best: null, last: null, kept: [] };
const INDEX = "checkpoints.json";

/** What a checkpoint is to the run. */
export interface CheckpointMark {
  /** The epoch that it ends; null within one. */
  readonly endsEpoch: number | null;
  /** The step of the best checkpoint so far. */
  readonly bestStep: number | null;
  /** Shapes of the parameters, by name. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

/** How many checkpoints stay beside the best and the last. */
export type Keep = "all" | number;

/**
 * The checkpoints of a run: folders `checkpoint-<step>/` and an index. Each is written aside and renamed, so that a
 * folder of that name is always whole.
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

  async index(): Promise<CheckpointIndex> {
    try {
      return JSON.parse(await readFile(join(this.directory, INDEX), "utf8")) as CheckpointIndex;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return EMPTY;
      throw broken(join(this.directory, INDEX), error);
    }
  }

  /** Writes a checkpoint, then drops those that need not be kept. */
  async save(checkpoint: Checkpoint, mark: CheckpointMark): Promise<string> {
    const { step } = checkpoint.progress;
    const target = this.path(step);
    const aside = `${target}.writing`;
    await rm(aside, { recursive: true, force: true });
    await mkdir(aside, { recursive: true });
    await writeSafetensors(join(aside, "model.safetensors"), floats(checkpoint.parameters, mark.shapes));
    await writeSafetensors(join(aside, "optimizer.safetensors"), floats(checkpoint.optimizer.tensors, new Map()));
    const state = { progress: checkpoint.progress, optimizer_step: checkpoint.optimizer.step };
    await writeFile(join(aside, "state.json"), `${JSON.stringify(state)}\n`);
    await rm(target, { recursive: true, force: true });
    await rename(aside, target);
    await this.register(step, mark);
    return target;
  }

  /** The newest checkpoint, or undefined where there is none. */
  async loadLast(): Promise<Checkpoint | undefined> {
    const { last } = await this.index();
    if (last === null) return undefined;
    const folder = this.path(last);
    const state = await readState(folder);
    return {
      progress: state.progress,
      parameters: await readFloats(join(folder, "model.safetensors")),
      optimizer: { step: state.optimizer_step, tensors: await readFloats(join(folder, "optimizer.safetensors")) },
    };
  }

  /** The parameters of a checkpoint. */
  parameters(step: number): Promise<ParameterValues> {
    return readFloats(join(this.path(step), "model.safetensors"));
  }

  private async register(step: number, mark: CheckpointMark): Promise<void> {
    const before = await this.index();
    const best = mark.bestStep;
    const entries = [...before.kept.filter((entry) => entry.step !== step), { step, epoch: mark.endsEpoch }];
    const others = entries.filter((entry) => entry.step !== step && entry.step !== best);
    const stay = this.keep === "all" ? others : others.slice(Math.max(0, others.length - this.keep + 1));
    const kept = entries.filter((entry) => entry.step === step || entry.step === best || stay.includes(entry));
    const index: CheckpointIndex = { best, last: step, kept };
    await writeFile(join(this.directory, `${INDEX}.writing`), `${JSON.stringify(index, null, 2)}\n`);
    await rename(join(this.directory, `${INDEX}.writing`), join(this.directory, INDEX));
    for (const entry of entries)
      if (!kept.includes(entry)) await rm(this.path(entry.step), { recursive: true, force: true });
  }
}

async function readState(folder: string): Promise<{ progress: Progress; optimizer_step: number }> {
  const path = join(folder, "state.json");
  try {
    return JSON.parse(await readFile(path, "utf8")) as { progress: Progress; optimizer_step: number };
  } catch (error) {
    throw broken(path, error);
  }
}

function broken(path: string, cause: unknown): PinakesError {
  return new PinakesError("MODEL_ARTIFACT", {
    where: path,
    message: "the checkpoint can't be read.",
    fix: "delete this checkpoint's folder and resume from an earlier one, or train again with --overwrite.",
    cause,
  });
}

function floats(
  values: ReadonlyMap<string, Float32Array>,
  shapes: ReadonlyMap<string, readonly number[]>,
): Map<string, WritableTensor> {
  return new Map([...values].map(([name, data]) => [name, { shape: shapes.get(name) ?? [data.length], data }]));
}

async function readFloats(path: string): Promise<Map<string, Float32Array>> {
  const file = await openSafetensors(path);
  try {
    const result = new Map<string, Float32Array>();
    for (const name of file.tensors.keys()) result.set(name, (await file.read(name)) as Float32Array);
    return result;
  } finally {
    await file.close();
  }
}
