import { appendFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Evaluation, Prediction } from "../../evaluation/index.js";
import { PinakesError } from "../../shared/index.js";
import { configChanges } from "./config-changes.js";

/** The files of a run directory. */
export const RUN_FILES = {
  config: "config.yaml",
  resolved: "resolved.yaml",
  manifest: "manifest.json",
  metrics: "metrics.jsonl",
  split: "split.json",
  /** How strategy hybrid fitted the head. */
  head: "head.json",
  evaluation: "evaluation.json",
  /** What a pretraining came to. */
  pretraining: "pretraining.json",
  predictions: "predictions.jsonl",
  report: "report.html",
  /** The model card. */
  card: "README.md",
  model: "model",
  /** The models of folds. */
  folds: "folds",
  /** The run of a flat model beside a hierarchical one, and how both compare. */
  flatBaseline: "flat-baseline",
  /** What `pinakes export` wrote. */
  exports: "export",
} as const;

/** What else runs write: checkpoints with their index, folders of seeds, files under way. */
const OTHER_ENTRIES = /^(?:checkpoint-\d+|checkpoints\.json|seed-\d+|.+\.writing)$/u;

/** What happens to a run directory that is there already. */
export interface OpenOptions {
  readonly resume: boolean;
  readonly overwrite: boolean;
}

/** A config as text: as it was given, and with every default. */
export interface ConfigTexts {
  readonly given: string;
  readonly resolved: string;
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

  /** Whether a run began here. */
  hasRun(): Promise<boolean> {
    return exists(this.file("resolved"));
  }

  /**
   * Whether a run of this config may be made here; nothing is written.
   * @throws PinakesError RUN_EXISTS, RUN_RESUME_MISMATCH where the resolved config is not the one that the run began
   * with, or CLI_USAGE for a path that is no folder
   */
  async check(resolved: string, { resume, overwrite }: OpenOptions): Promise<void> {
    if (await this.hasRun()) {
      if (resume) await this.checkSameConfig(resolved);
      else if (!overwrite) throw runExists(this.path);
      return;
    }
    const status = await stat(this.path).catch(() => undefined);
    if (status === undefined) return;
    if (!status.isDirectory()) throw notAFolder(this.path);
    const others = (await readdir(this.path)).filter((name) => !name.startsWith("."));
    if (others.length > 0) throw otherFiles(this.path, others);
  }

  /** Makes the folder for a run that {@link check} let pass: fresh, or as it is where the run is resumed. */
  async begin({ given, resolved }: ConfigTexts, { resume }: OpenOptions): Promise<void> {
    if (await this.hasRun()) {
      if (resume) return;
      await this.clear();
    }
    await mkdir(this.path, { recursive: true });
    // The resolved config first: it marks the folder as a run's.
    await writeWhole(this.file("resolved"), resolved);
    await writeWhole(this.file("config"), given);
  }

  /** Whether the run got as far as to read its data. */
  hasManifest(): Promise<boolean> {
    return exists(this.file("manifest"));
  }

  /** Whether the run came to its end. */
  isFinished(): Promise<boolean> {
    return exists(this.file("evaluation"));
  }

  /** Appends a line to metrics.jsonl at once, so that nothing is lost when the process ends. */
  appendMetrics(record: object): void {
    appendFileSync(this.file("metrics"), `${JSON.stringify(record)}\n`);
  }

  /** Drops the lines of metrics.jsonl behind a step, which a resumed run makes again, and one that is not whole. */
  async rewindMetrics(step: number): Promise<void> {
    const path = this.file("metrics");
    if (!(await exists(path))) return;
    const lines = (await readFile(path, "utf8")).split("\n");
    const kept = lines.filter((line) => {
      const made = stepOf(line);
      return made !== undefined && made <= step;
    });
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

  /** Removes what a run wrote, and nothing else that may lie here. */
  private async clear(): Promise<void> {
    const own = new Set<string>(Object.values(RUN_FILES));
    for (const name of await readdir(this.path)) {
      if (own.has(name) || OTHER_ENTRIES.test(name)) await rm(join(this.path, name), { recursive: true });
    }
  }

  private async checkSameConfig(resolved: string): Promise<void> {
    const changes = configChanges(await readFile(this.file("resolved"), "utf8"), resolved);
    if (changes.length === 0) return;
    const shown = changes.slice(0, 3).join("; ");
    const rest = changes.length > 3 ? `; and ${changes.length - 3} more` : "";
    throw new PinakesError("RUN_RESUME_MISMATCH", {
      where: this.path,
      message: `the config is not the one that the run began with: ${shown}${rest}.`,
      fix: "undo the change to resume, start again with --overwrite, or name another folder by --out.",
    });
  }
}

/** The step of a line of metrics.jsonl; undefined where the line is empty or was cut off. */
function stepOf(line: string): number | undefined {
  try {
    return (JSON.parse(line) as { step: number }).step;
  } catch {
    return undefined;
  }
}

/** Bytes of all files below a folder; 0 where it is missing. */
export async function folderSize(path: string): Promise<number> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map((entry) => stat(join(entry.parentPath, entry.name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

/** Writes a file aside and renames it, so that it is never seen half-written. */
export async function writeWhole(path: string, text: string): Promise<void> {
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

function otherFiles(path: string, names: readonly string[]): PinakesError {
  const shown = names.slice(0, 3).join(", ");
  return new PinakesError("RUN_EXISTS", {
    where: path,
    message: `the folder holds other files (${shown}${names.length > 3 ? ", …" : ""}) and no run.`,
    fix: "name a folder that is new or empty by --out.",
  });
}

function notAFolder(path: string): PinakesError {
  return new PinakesError("CLI_USAGE", {
    where: path,
    message: "the run directory is a file.",
    fix: "name a folder by --out.",
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
