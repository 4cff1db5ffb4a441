import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Evaluation, Prediction } from "../evaluation/index.js";
import type { Metrics } from "../metrics/index.js";
import { PinakesError } from "../shared/index.js";
import type { Spread } from "../statistics/index.js";

/** An epoch as metrics.jsonl tells it. */
export interface SavedEpoch {
  readonly epoch: number;
  readonly step: number;
  readonly train: Metrics;
  readonly validation?: Metrics;
  readonly learning_rate: number;
  readonly seconds: number;
}

/** A step of the optimizer as metrics.jsonl tells it. */
export interface SavedStep {
  readonly step: number;
  readonly loss: number;
  readonly learning_rate: number;
}

/** What the report shows of a manifest; all of it is optional, since old runs have less. */
export interface SavedManifest {
  readonly pinakes?: string;
  readonly node?: string;
  readonly onnxruntime?: string;
  readonly machine?: {
    readonly platform?: string;
    readonly cpu?: string;
    readonly cores?: number;
    readonly memory_gib?: number;
  };
  readonly threads?: number;
  readonly seed?: number;
  readonly data?: readonly { readonly file: string; readonly rows: number; readonly sha256: string }[];
  readonly started?: string;
  readonly finished?: string;
  readonly notes?: Readonly<Record<string, unknown>>;
}

/** One trained model as its folder tells it. */
export interface SavedRun {
  readonly name: string;
  readonly evaluation: Evaluation;
  /** In the order of the file. */
  readonly predictions: readonly Prediction[];
  readonly epochs: readonly SavedEpoch[];
  readonly steps: readonly SavedStep[];
  readonly manifest: SavedManifest;
  /** The resolved config, in YAML. */
  readonly config: string;
  /** How the rows were divided, in words; undefined where nothing tells. */
  readonly splitMethod?: string;
}

/** The outer `evaluation.json` of a run of several seeds, as far as the report shows it. */
export interface SavedSeeds {
  readonly name: string;
  readonly task: string;
  readonly model: string;
  readonly seeds: readonly number[];
  readonly splits: Readonly<
    Record<string, { readonly count: number; readonly metrics: Readonly<Record<string, Spread>> }>
  >;
  readonly config: string;
}

/**
 * Reads what a run left.
 * @throws PinakesError RUN_NOT_FOUND where there is no finished run, or a file of it is broken
 */
export async function readSavedRun(folder: string): Promise<SavedRun | SavedSeeds> {
  const path = join(folder, "evaluation.json");
  const outcome = parse(path, await readFile(path, "utf8").catch((cause: unknown) => fail(folder, cause)));
  const name = basename(resolve(folder));
  const config = await optional(join(folder, "resolved.yaml"));
  if ("seeds" in (outcome as object)) return { ...(outcome as SavedSeeds), name, config };
  const lines = jsonLines<Record<string, unknown>>(
    join(folder, "metrics.jsonl"),
    await optional(join(folder, "metrics.jsonl")),
  );
  const split = await optional(join(folder, "split.json"));
  const method = split === "" ? undefined : (parse(join(folder, "split.json"), split) as { method?: unknown }).method;
  return {
    name,
    evaluation: outcome as Evaluation,
    predictions: jsonLines(join(folder, "predictions.jsonl"), await optional(join(folder, "predictions.jsonl"))),
    epochs: lines.filter(({ type }) => type === "epoch") as unknown as SavedEpoch[],
    steps: lines.filter(({ type }) => type === "step") as unknown as SavedStep[],
    manifest: parse("manifest.json", (await optional(join(folder, "manifest.json"))) || "{}") as SavedManifest,
    config,
    ...(typeof method === "string" ? { splitMethod: method } : {}),
  };
}

/** Whether it is a run of several seeds. */
export function isSeeds(run: SavedRun | SavedSeeds): run is SavedSeeds {
  return "seeds" in run;
}

function optional(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

function jsonLines<Line>(path: string, text: string): Line[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line, index) => parse(`${path}:${index + 1}`, line) as Line);
}

function parse(where: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    return fail(where, cause);
  }
}

function fail(where: string, cause: unknown): never {
  throw new PinakesError("RUN_NOT_FOUND", {
    where,
    message: "there is no finished run here, or a file of it is broken.",
    fix: "give the folder that `pinakes train` wrote (runs/…); an interrupted run is finished by `pinakes train CONFIG --resume`.",
    cause,
  });
}
