import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readLabelSpace } from "../classifier/index.js";
import type { Evaluation, Prediction } from "../evaluation/index.js";
import type { LabelSpace } from "../labels/index.js";
import { evaluateRun, folderSize, RunDirectory, readOutcome } from "../runs/index.js";
import { PinakesError } from "../shared/index.js";
import { readCurve } from "./curves.js";
import type { CurvePoint } from "./types.js";

/** A data file as a run read it. */
export interface DataHash {
  readonly file: string;
  readonly sha256: string;
}

/** One trained model with what it said of each text. */
export interface MeasuredRun {
  readonly path: string;
  readonly seed: number;
  readonly evaluation: Evaluation;
  /** Of all splits but the training part; with `data` of that file alone. */
  readonly predictions: readonly Prediction[];
  readonly space: LabelSpace;
  readonly curve: readonly CurvePoint[];
  /** Row indices by part; undefined where the run has none. */
  readonly split?: Readonly<Record<string, readonly number[]>>;
  readonly data: readonly DataHash[];
  /** Processor and threads, in words. */
  readonly machine: string;
  readonly bestEpoch?: number;
  readonly sizeBytes: number;
}

const manifestForm = z.looseObject({
  seed: z.int().default(0),
  threads: z.int().optional(),
  machine: z.looseObject({ cpu: z.string().optional() }).optional(),
  data: z.array(z.looseObject({ file: z.string(), sha256: z.string() })),
  notes: z.looseObject({ best: z.looseObject({ epoch: z.int() }).nullish() }).optional(),
});
const splitForm = z.record(z.string(), z.array(z.int()));

/**
 * A run, or the runs of its seeds.
 * @param data  another file that each is measured on; its predictions are of the split `data`
 * @throws PinakesError RUN_NOT_FOUND where there is none, or it is not finished
 */
export async function readRuns(path: string, data?: string): Promise<MeasuredRun[]> {
  const outcome = await readOutcome(new RunDirectory(path));
  if (!("seeds" in outcome)) return [await readRun(path, data)];
  const runs: MeasuredRun[] = [];
  for (const seed of outcome.seeds) runs.push(await readRun(join(path, `seed-${seed}`), data));
  return runs;
}

async function readRun(path: string, data: string | undefined): Promise<MeasuredRun> {
  const directory = new RunDirectory(path);
  const own = await directory.readEvaluation();
  const measured = data === undefined ? undefined : await evaluateRun(path, { data });
  const manifest = manifestForm.parse(await readJson(directory.file("manifest")));
  const { machine, threads, notes } = manifest;
  return {
    path,
    seed: manifest.seed,
    evaluation: measured ? { ...own, splits: { ...own.splits, ...measured.splits } } : own,
    predictions: measured?.predictions ?? (await readPredictions(directory.file("predictions"))),
    space: await readLabelSpace(directory.file("model")),
    curve: await readCurve(directory.file("metrics")),
    split: splitForm.safeParse(await readJson(directory.file("split")).catch(() => undefined)).data,
    data: manifest.data,
    machine: `${machine?.cpu ?? "unknown processor"}, ${threads ?? "?"} ${threads === 1 ? "thread" : "threads"}`,
    bestEpoch: notes?.best?.epoch,
    sizeBytes: own.footprint?.size_bytes ?? (await folderSize(directory.file("model"))),
  };
}

async function readPredictions(path: string): Promise<Prediction[]> {
  const text = await readRunFile(path);
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line, row) => {
    try {
      return JSON.parse(line) as Prediction;
    } catch (cause) {
      throw broken(`${path}:${row + 1}`, cause);
    }
  });
}

async function readJson(path: string): Promise<unknown> {
  const text = await readRunFile(path);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw broken(path, cause);
  }
}

function readRunFile(path: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw broken(path, cause);
  });
}

function broken(where: string, cause: unknown): PinakesError {
  return new PinakesError("RUN_NOT_FOUND", {
    where,
    message: "the run's file is missing or broken.",
    fix: "copy the run directory again, or train it again.",
    cause,
  });
}
