// What every table of results is made with: the folders, and runs that are made once and go on where they stopped.
import { access, mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { trainingReporter } from "../../dist/cli/train/reporter.js";
import { loadConfig, trainRun } from "../../dist/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const shared = join(root, "..", "shared");
const dataFolder = resolve(process.env.PINAKES_DATA ?? join(shared, "data"));
const modelsFolder = resolve(process.env.PINAKES_MODELS ?? join(shared, "models"));
const splitsFolder = resolve(process.env.PINAKES_SPLITS ?? join(shared, "splits"));

/** A file of the public data sets. */
export const dataFile = (name) => join(dataFolder, name);
/** A file of row indices. */
export const splitFile = (name) => join(splitsFolder, name);
/** The folder of all-MiniLM-L6-v2. */
export const miniLm = join(modelsFolder, "all-MiniLM-L6-v2");
/** Where the run of a name stands. */
export const runFolder = (name) => join(root, "runs", "results", name);

/** Stops with what to do where the data sets are not there. */
export async function checkData() {
  await access(dataFolder).catch(() => {
    console.error(`There is no ${dataFolder}: set PINAKES_DATA to the folder of the public data sets.`);
    process.exit(1);
  });
}

/** Makes the run of a name, or reads it where it is finished. */
export async function makeRun(name, config, overrides = []) {
  const { PINAKES_THREADS: threads } = process.env;
  const all = threads ? [...overrides, `threads=${threads}`] : overrides;
  const loaded = await loadConfig(join(root, "examples", config), { overrides: all });
  const reporter = trainingReporter(process.stderr);
  console.error(`\n— ${name} —`);
  try {
    return await trainRun(loaded, { directory: runFolder(name), resume: true, onEvent: reporter.onEvent });
  } finally {
    reporter.stop();
  }
}

/** Writes a file of row indices for a run. */
export async function writeSplitFile(name, split) {
  const path = runFolder(name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(split));
  return path;
}

/** Mean ± sample standard deviation, to three digits. */
export function spread(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const short = (value) => value.toFixed(3).replace(/^0/u, "");
  return values.length < 2 ? short(mean) : `${short(mean)} ± ${short(Math.sqrt(squares / (values.length - 1)))}`;
}

/** A table in Markdown. */
export function markdownTable(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
