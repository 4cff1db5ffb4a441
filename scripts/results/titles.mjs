// Paper titles → 5 conferences, five stratified splits: linear, MiniLM frozen, fully trained, and hybrid. The learning rate of the
// full training is chosen on a part of the training titles of the first split alone; hybrid takes the same.
import { readFile } from "node:fs/promises";
import { evaluateRun } from "../../dist/index.js";
import { dataFile, makeRun, markdownTable, miniLm, runFolder, splitFile, spread, writeSplitFile } from "./common.mjs";

const SPLITS = [42, 43, 44, 45, 46];
const RATES = [0.00005, 0.0001, 0.0002];
const data = `data.train=${dataFile("title_conference/title_conference.jsonl")}`;
const checkpoint = `model.checkpoint=${miniLm}`;

export async function titles() {
  const rate = await chooseRate();
  const figures = new Map();
  for (const k of SPLITS) {
    const split = [
      data,
      `data.split=${JSON.stringify({ file: splitFile(`title_conference-${k}.json`) })}`,
      `seed=${k}`,
    ];
    const linear = await makeRun(`titles/linear-${k}`, "titles/tfidf-linear.yaml", split);
    add(figures, "`tfidf-linear`", linear.evaluation.splits.validation);
    const frozen = await makeRun(`titles/frozen-${k}`, "titles/minilm-frozen.yaml", [...split, checkpoint]);
    add(figures, "MiniLM, frozen", frozen.evaluation.splits.validation);
    const all = ["training.checkpoints.keep=all", "training.select=weighted_f1", `training.learning_rate=${rate}`];
    for (const strategy of ["full", "hybrid"]) {
      const name = `titles/${strategy}-${k}`;
      const best = await makeRun(name, `titles/minilm-${strategy}.yaml`, [...split, checkpoint, ...all]);
      add(figures, `MiniLM, ${strategy}, best of 5 epochs`, best.evaluation.splits.validation);
      const last = await evaluateRun(runFolder(name), { split: "validation", checkpoint: "last" });
      add(figures, `MiniLM, ${strategy}, last epoch`, last.splits.validation);
    }
  }
  const head = ["", "weighted F1", "accuracy"];
  const rows = [...figures].map(([name, { f1, accuracy }]) => [name, spread(f1), spread(accuracy)]);
  console.log(markdownTable(head, rows));
  const classes = [...figures.values()][0].classes.keys();
  const right = [...figures].map(([name, figure]) => [name, ...[...figure.classes.values()].map(spread)]);
  console.log(`\nAccuracy a class:\n\n${markdownTable(["", ...classes], right)}`);
}

function add(figures, name, { metrics, per_label: labels }) {
  const figure = figures.get(name) ?? { f1: [], accuracy: [], classes: new Map() };
  figure.f1.push(metrics.weighted_f1);
  figure.accuracy.push(metrics.accuracy);
  for (const { label, right, support } of labels) {
    figure.classes.set(label, [...(figure.classes.get(label) ?? []), right / support]);
  }
  figures.set(name, figure);
}

/** The rate of the best last epoch where every seventh training title is set aside; the validation titles play no part. */
async function chooseRate() {
  const { train } = JSON.parse(await readFile(splitFile("title_conference-42.json"), "utf8"));
  const held = train.filter((_, place) => place % 7 === 0);
  const rest = train.filter((_, place) => place % 7 !== 0);
  const file = await writeSplitFile("titles/grid-split.json", { train: rest, validation: held, test: [] });
  const tried = [];
  for (const rate of RATES) {
    const name = `titles/grid-${rate}`;
    const overrides = [data, checkpoint, `data.split=${JSON.stringify({ file })}`, `training.learning_rate=${rate}`];
    await makeRun(name, "titles/minilm-full.yaml", overrides);
    const { splits } = await evaluateRun(runFolder(name), { split: "validation", checkpoint: "last" });
    tried.push({ rate, f1: splits.validation.metrics.weighted_f1 });
  }
  console.log(
    `learning rate on a seventh of the training titles: ${tried.map(({ rate, f1 }) => `${rate}: ${spread([f1])}`).join(", ")}`,
  );
  return tried.reduce((best, one) => (one.f1 > best.f1 ? one : best)).rate;
}
