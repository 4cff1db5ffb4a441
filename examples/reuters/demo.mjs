// Trains and compares two models on Reuters-21578: `npm run demo`.
import { rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { comparisonText } from "../../dist/cli/print/index.js";
import { trainingReporter } from "../../dist/cli/train/reporter.js";
import { compareRuns, loadConfig, trainRun } from "../../dist/index.js";
import { prepareReuters } from "./prepare.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const MODELS = ["tfidf-linear", "bilstm-attention"];
const shown = (path) => relative(process.cwd(), path);

const data = join(here, "data", "reuters.jsonl");
const counts = await prepareReuters(data);
console.log(`Reuters-21578: ${counts.documents} documents, ${counts.single} with exactly one topic.`);
console.log(
  `The eight commonest of these topics: ${counts.topics.map(([name, count]) => `${name} ${count}`).join(", ")}.`,
);
console.log(
  `Split by date: ${counts.train} train (to 7 April 1987), ${counts.test} test; ${counts.withoutBody} have a title only.`,
);
console.log(`Wrote ${shown(data)}\n`);

/** The second model is trained on the same data: it need not be told again. */
const onlyOnce = (onEvent, first) => (event) => {
  if (event.type !== "data" || first) onEvent(event);
};

const runs = [];
const files = [];
for (const model of MODELS) {
  console.log(`— ${model} —`);
  const directory = join(here, "runs", model);
  await rm(directory, { recursive: true, force: true });
  const reporter = trainingReporter(process.stderr);
  const loaded = await loadConfig(join(here, `${model}.yaml`));
  await trainRun(loaded, { directory, report: true, onEvent: onlyOnce(reporter.onEvent, runs.length === 0) });
  reporter.stop();
  runs.push({ name: model, run: directory });
  files.push(...["report.html", "evaluation.json", "predictions.jsonl", "model/"].map((file) => join(directory, file)));
}

console.log(`\n${comparisonText(await compareRuns(runs))}`);
console.log(`Written:\n${files.map((file) => `  ${shown(file)}`).join("\n")}`);
console.log(
  `\nTry: npx pinakes predict ${shown(join(here, "runs", MODELS[0]))} "Crude oil prices rose after OPEC cut its output."`,
);
