// 20 Newsgroups, bydate split, stripped: linear, BiLSTM with attention, MiniLM frozen, hybrid and full.
import { evaluateRun, loadRunClassifier } from "../../dist/index.js";
import { dataFile, makeRun, markdownTable, miniLm, runFolder, spread } from "./common.mjs";

const data = [
  `data.train=${dataFile("20newsgroups/20news-bydate-train.jsonl")}`,
  `data.test=${dataFile("20newsgroups/20news-bydate-test.jsonl")}`,
];
const MODELS = ["tfidf-linear", "bilstm-attention", "minilm-frozen", "minilm-hybrid", "minilm-full"];

export async function newsgroups() {
  const rows = [];
  for (const model of MODELS) {
    const name = `20newsgroups/${model}`;
    const checkpoint = model.startsWith("minilm") ? [`model.checkpoint=${miniLm}`] : [];
    const { evaluation, seeds } = await makeRun(name, `${name}.yaml`, [...data, ...checkpoint]);
    rows.push([`\`${model}\``, ...(seeds ? ofSeeds(seeds) : ofOne(evaluation)), await longPosts(name, seeds)]);
  }
  const head = ["", "validation accuracy", "test accuracy", "test macro-F1", "training", "one text", "parameters"];
  console.log(markdownTable([...head, "test, posts of ten words and more"], rows));
}

function ofOne({ splits, timing, parameters }) {
  return [
    splits.validation ? spread([splits.validation.metrics.accuracy]) : "–",
    spread([splits.test.metrics.accuracy]),
    spread([splits.test.metrics.macro_f1]),
    `${(timing.train_seconds / 60).toFixed(1)} min`,
    `${timing.inference_ms.p50.toFixed(1)} ms`,
    parameters.total.toLocaleString("en"),
  ];
}

function ofSeeds({ splits, timing, parameters }) {
  return [
    spread(splits.validation.metrics.accuracy.values),
    spread(splits.test.metrics.accuracy.values),
    spread(splits.test.metrics.macro_f1.values),
    `${(timing.train_seconds.mean / 60).toFixed(1)} min`,
    "",
    parameters.total.toLocaleString("en"),
  ];
}

/** Accuracy over the posts of ten words and more, beside that over all: the published system set short ones aside. */
async function longPosts(name, seeds) {
  const runs = seeds ? seeds.seeds.map((seed) => `${runFolder(name)}/seed-${seed}`) : [runFolder(name)];
  const accuracies = [];
  for (const run of runs) {
    const { predictions } = await evaluateRun(run, { split: "test" });
    const classifier = await loadRunClassifier(run);
    const words = (text) => classifier.prepare(text).split(/\s+/u).filter(Boolean).length;
    const long = predictions.filter(({ text }) => words(text) >= 10);
    await classifier.release();
    accuracies.push(long.filter(({ gold, predicted }) => gold === predicted).length / long.length);
  }
  return spread(accuracies);
}
