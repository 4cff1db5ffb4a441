// Tweets with six labels, several a tweet (MLMA): the two trivial answers, a linear model and an LSTM plain, on a balanced
// subset, in balanced batches, with tuned thresholds, with all of it. Split 42, every seventh training tweet set aside to tune
// and to stop on; three training seeds.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { compareRuns } from "../../dist/index.js";
import { dataFile, makeRun, markdownTable, runFolder, splitFile, spread, writeSplitFile } from "./common.mjs";

const PLAIN = ["thresholds={method: fixed, value: 0.5}", "training.class_weights=none"];
const LINEAR = "mlma/tfidf-linear.yaml";
const LSTM = "mlma/lstm.yaml";
const BALANCED = "training.sampler=balanced_batches";
const VARIANTS = [
  ["the commonest label", "majority", LINEAR, ["model={type: majority}", ...PLAIN]],
  ["every label", "every", LINEAR, ["model={type: majority}", "thresholds={method: fixed, value: 0}"]],
  ["`tfidf-linear`, plain", "linear-plain", LINEAR, PLAIN],
  ["`tfidf-linear`, weights and thresholds", "linear", LINEAR, []],
  ["`tfidf-linear`, weights, thresholds of 5 folds", "linear-folds", LINEAR, ["folds=5"]],
  ["`lstm`, plain", "lstm-plain", LSTM, PLAIN],
  ["`lstm`, 400 texts a label", "lstm-400", LSTM, [...PLAIN, "training.sampler={per_label: 400}"]],
  ["`lstm`, balanced batches", "lstm-batches", LSTM, [...PLAIN, BALANCED]],
  ["`lstm`, thresholds", "lstm-thresholds", LSTM, ["training.class_weights=none"]],
  ["`lstm`, weights and thresholds", "lstm-weights", LSTM, []],
  ["`lstm`, balanced batches, weights and thresholds", "lstm-all", LSTM, [BALANCED]],
  ["`lstm`, weights, thresholds of 5 folds", "lstm-folds", LSTM, ["folds=5"]],
];

export async function mlma() {
  const rows = [];
  const areas = [];
  const common = [`data.train=${dataFile("mlma_hate_speech/mlma_en.jsonl")}`, await splitOverride()];
  for (const [title, name, config, overrides] of VARIANTS) {
    const run = `mlma/${name}`;
    const { seeds } = await makeRun(run, config, [...common, ...overrides]);
    const folders = seeds ? seeds.seeds.map((seed) => `seed-${seed}`) : [""];
    const splits = await Promise.all(folders.map((folder) => testOf(join(runFolder(run), folder))));
    const cell = (figure) => spread(splits.map(figure));
    const figures = ["macro_f1", "micro_f1", "macro_roc_auc"].map((key) => cell(({ metrics }) => metrics[key]));
    rows.push([title, ...figures, await beyondEveryLabel(name)]);
    areas.push([title, ...splits[0].per_label.map((_, label) => cell((split) => split.per_label[label].roc_auc))]);
  }
  console.log(markdownTable(["", "macro F1", "micro F1", "mean AUC", "macro F1 less that of every label"], rows));
  const labels = (await testOf(runFolder("mlma/majority"))).per_label.map(({ label }) => label);
  console.log(`\nAUC a label:\n\n${markdownTable(["", ...labels], areas)}`);
}

/** The difference to always saying every label, its 95 % interval, and p of the paired bootstrap over tweets and seeds. */
async function beyondEveryLabel(name) {
  if (name === "every" || name === "majority") return "";
  const runs = [name, "every"].map((one) => ({ run: runFolder(`mlma/${one}`), name: one }));
  const { pairs } = await compareRuns(runs, { metric: "macro_f1", resamples: 2000 });
  const { difference, lower, upper, p } = pairs[0].metrics.macro_f1;
  return `${difference.toFixed(3)} [${lower.toFixed(3)}, ${upper.toFixed(3)}], ${p.bootstrap < 0.001 ? "p < .001" : `p = ${p.bootstrap.toFixed(3)}`}`;
}

async function splitOverride() {
  const { train, test } = JSON.parse(await readFile(splitFile("mlma-42.json"), "utf8"));
  const validation = train.filter((_, place) => place % 7 === 0);
  const rest = train.filter((_, place) => place % 7 !== 0);
  const file = await writeSplitFile("mlma/split.json", { train: rest, validation, test });
  return `data.split=${JSON.stringify({ file })}`;
}

async function testOf(folder) {
  return JSON.parse(await readFile(join(folder, "evaluation.json"), "utf8")).splits.test;
}
