import { appendFileSync } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Evaluation, Prediction } from "../evaluation/index.js";
import { PinakesError } from "../shared/index.js";

/** The files of a run directory. */
export const RUN_FILES = {
  config: "config.yaml",
  resolved: "resolved.yaml",
  manifest: "manifest.json",
  metrics: "metrics.jsonl",
  split: "split.json",
  evaluation: "evaluation.json",
  predictions: "predictions.jsonl",
  model: "model",
} as const;

/** What happens to a run directory that is there already. */
export interface OpenOptions {
  readonly resume: boolean;
  readonly overwrite: boolean;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The folder of one run: one trained model and all that is known of it. */
export class RunDirectory {
  constructor(readonly path: string) {}

  /** The path of one of its files. */
  file(name: keyof typeof RUN_FILES): string {
    return join(this.path, RUN_FILES[name]);
  }

  /**
   * Makes the folder ready for a run.
   * @throws PinakesError RUN_EXISTS, or RUN_RESUME_MISMATCH where the resolved config is not the one that it began with
   */
  async open(config: { readonly given: string; readonly resolved: string }, options: OpenOptions): Promise<void> {
    if (await exists(this.file("resolved"))) {
      if (options.resume) return this.checkSameConfig(config.resolved);
      if (!options.overwrite) throw runExists(this.path);
      await rm(this.path, { recursive: true });
    }
    await mkdir(this.path, { recursive: true });
    await writeFile(this.file("config"), config.given);
    await writeFile(this.file("resolved"), config.resolved);
  }

  /** Whether the run came to its end. */
  isFinished(): Promise<boolean> {
    return exists(this.file("evaluation"));
  }

  /** Appends a line to metrics.jsonl at once, so that nothing is lost when the process ends. */
  appendMetrics(record: object): void {
    appendFileSync(this.file("metrics"), `${JSON.stringify(record)}\n`);
  }

  /** Drops the lines of metrics.jsonl behind a step: those that a resumed run makes again. */
  async rewindMetrics(step: number): Promise<void> {
    const path = this.file("metrics");
    if (!(await exists(path))) return;
    const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
    const kept = lines.filter((line) => (JSON.parse(line) as { step: number }).step <= step);
    await writeWhole(path, kept.map((line) => `${line}\n`).join(""));
  }

  async writeEvaluation(evaluation: object): Promise<void> {
    await writeWhole(this.file("evaluation"), `${JSON.stringify(evaluation, null, 2)}\n`);
  }

  async writePredictions(predictions: readonly Prediction[]): Promise<void> {
    await writeWhole(this.file("predictions"), predictions.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }

  async writeManifest(manifest: object): Promise<void> {
    await writeWhole(this.file("manifest"), `${JSON.stringify(manifest, null, 2)}\n`);
  }

  /** The saved evaluation. @throws PinakesError RUN_NOT_FOUND where the run has none */
  async readEvaluation(): Promise<Evaluation> {
    try {
      return JSON.parse(await readFile(this.file("evaluation"), "utf8")) as Evaluation;
    } catch (cause) {
      throw runNotFound(this.path, cause);
    }
  }

  private async checkSameConfig(resolved: string): Promise<void> {
    const before = (await readFile(this.file("resolved"), "utf8")).split("\n");
    const changed = resolved.split("\n").filter((line, index) => line !== before[index]);
    if (changed.length === 0 && before.length === resolved.split("\n").length) return;
    throw new PinakesError("RUN_RESUME_MISMATCH", {
      where: this.path,
      message: `the config is not the one that the run began with (first difference: "${changed[0]?.trim() ?? ""}").`,
      fix: `resume with the config that is in ${this.file("config")}, or start again with --overwrite.`,
    });
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.writing`, text);
  await rename(`${path}.writing`, path);
}

function runExists(path: string): PinakesError {
  return new PinakesError("RUN_EXISTS", {
    where: path,
    message: "there is a run here already.",
    fix: "go on with it by --resume, replace it by --overwrite, or name another folder by --out.",
  });
}

/** The error for a folder that holds no finished run. */
export function runNotFound(path: string, cause?: unknown): PinakesError {
  return new PinakesError("RUN_NOT_FOUND", {
    where: path,
    message: "there is no finished run here.",
    fix: "give the folder that `pinakes train` wrote (runs/…); an interrupted run is finished by `pinakes train CONFIG --resume`.",
    cause,
  });
}
