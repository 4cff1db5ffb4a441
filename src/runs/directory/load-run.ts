import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { Classifier } from "../../classifier/index.js";
import type { RunConfig } from "../../config/index.js";
import { PinakesError } from "../../shared/index.js";
import { CheckpointStore } from "../../training/index.js";
import { RUN_FILES, RunDirectory, runNotFound } from "./run-directory.js";

/** Which weights of a run are loaded. */
export interface LoadRunOptions {
  /** `best` (default), `last` or `epoch-N`. */
  readonly checkpoint?: string;
  readonly threads?: number | undefined;
}

/**
 * The folder of the model of a run; a folder that itself holds a saved model is taken as it is.
 * @throws PinakesError RUN_NOT_FOUND; for a run of several seeds it names their folders
 */
export async function modelFolder(run: string): Promise<string> {
  const inside = new RunDirectory(run).file("model");
  for (const folder of [inside, run]) {
    if (
      await stat(join(folder, "config.json")).then(
        () => true,
        () => false,
      )
    )
      return folder;
  }
  const seeds = (await readdir(run).catch(() => [])).filter((name) => name.startsWith("seed-"));
  if (seeds.length === 0) throw runNotFound(run);
  throw new PinakesError("RUN_NOT_FOUND", {
    where: run,
    message: `this run has several seeds: ${seeds.join(", ")}.`,
    fix: `name one of them, e.g. ${join(run, seeds[0] as string)}.`,
  });
}

/** The classifier of a run, with the weights of any checkpoint that was kept. */
export async function loadRunClassifier(run: string, options: LoadRunOptions = {}): Promise<Classifier> {
  const { checkpoint = "best", threads } = options;
  const folder = await modelFolder(run);
  if (checkpoint === "best") return Classifier.load(folder, { threads });
  return Classifier.load(folder, {
    threads,
    weights: await checkpointWeights(run, checkpoint),
  });
}

async function checkpointWeights(run: string, name: string): Promise<string> {
  const store = new CheckpointStore(run, "all");
  const { last, kept } = await store.index();
  const epoch = /^epoch-(\d+)$/u.exec(name)?.[1];
  const step = name === "last" ? last : kept.find((entry) => entry.epoch === Number(epoch))?.step;
  if (step !== null && step !== undefined) return store.weightsFile(step);
  const names = [
    "best",
    ...(last === null ? [] : ["last"]),
    ...kept.flatMap(({ epoch: e }) => (e === null ? [] : [`epoch-${e}`])),
  ];
  throw new PinakesError("CHECKPOINT_NOT_FOUND", {
    where: run,
    message: `the run has no checkpoint ${name}.`,
    fix: `use one of ${names.join(", ")}; training.checkpoints.keep: all keeps every epoch's.`,
  });
}

/** The resolved config that a run was made with, as text. */
export async function readResolved(run: string): Promise<string> {
  try {
    return await readFile(join(run, RUN_FILES.resolved), "utf8");
  } catch (cause) {
    throw runNotFound(run, cause);
  }
}

/** How a file of texts for a run's model is read: as its config reads its data. */
export interface InputForm {
  readonly text: readonly string[];
  readonly id?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly quotes: boolean;
}

/** @throws PinakesError RUN_NOT_FOUND where a folder holds a model and no run, so that the columns are not known */
export async function inputForm(run: string): Promise<InputForm> {
  const file = new RunDirectory(run).file("resolved");
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new PinakesError("RUN_NOT_FOUND", {
      where: run,
      message: "there is no config here that says which columns of the input hold the text.",
      fix: "give the run directory around the model, or a .txt file with one text a line.",
      cause,
    });
  });
  const { data } = parse(text) as RunConfig;
  return { text: [data.text].flat(), id: data.id, delimiter: data.delimiter, quotes: data.quotes };
}
