import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, type RunConfigInput } from "../../config/index.js";
import { loadRunClassifier, trainRun } from "../../runs/index.js";
import { SMALL_WORDS } from "../../runs/testing/small-data.js";
import { writeTinyCheckpoint } from "../../runs/testing/tiny-checkpoint.js";
import { Rng } from "../../shared/index.js";
import { Explainer } from "../explainer.js";

/** Words that decide the label; every other word says nothing. */
export const PLANTED = { space: "orbit", sport: "puck" } as const;

/** Texts of words that say nothing and one that decides the label, in a folder of their own, with a tiny checkpoint. */
export async function plantedData(count = 240): Promise<string> {
  const rng = Rng.fromSeed(4);
  const others = SMALL_WORDS.filter((word) => !Object.values<string>(PLANTED).includes(word));
  const lines = Array.from({ length: count }, (_, row) => {
    const label = row % 2 === 0 ? "space" : "sport";
    const words = Array.from({ length: 4 + rng.integer(6) }, () => others[rng.integer(others.length)] as string);
    words.splice(rng.integer(words.length + 1), 0, PLANTED[label]);
    return JSON.stringify({ text: words.join(" "), labels: label });
  });
  const directory = await mkdtemp(join(tmpdir(), "pinakes-explain-"));
  await writeFile(join(directory, "data.jsonl"), `${lines.join("\n")}\n`);
  await writeTinyCheckpoint(join(directory, "bert"), { type: "bert" });
  return directory;
}

/** Trains a model on texts of a folder, and opens it to be explained. */
export async function trainedExplainer(directory: string, config: RunConfigInput, name: string): Promise<Explainer> {
  const run = join(directory, "runs", name);
  await trainRun(await loadConfig(config, { baseDir: directory }), { directory: run, onEvent: () => {} });
  return new Explainer(await loadRunClassifier(run, { threads: 1 }));
}

/** Frees an explainer with its classifier. */
export async function close(explainer: Explainer): Promise<void> {
  await explainer.release();
  await explainer.classifier.release();
}
