// Trees of labels by method and model: TREC questions (6 and 50 classes), Web of Science abstracts (7 and 134), 20 Newsgroups
// (6 and 20), and Hierarchical WikiVitals (paths of 2 to 6 levels).
import { compareRuns } from "../../dist/index.js";
import { dataFile, makeRun, markdownTable, miniLm, runFolder } from "./common.mjs";

const METHODS = ["independent", "flat", "conditional"];
const DATA = [
  {
    title: "TREC",
    folder: "trec",
    models: ["tfidf-linear", "minilm-frozen", "bilstm-attention", "minilm-full"],
    files: [`data.train=${dataFile("trec/trec-train.jsonl")}`, `data.test=${dataFile("trec/trec-test.jsonl")}`],
  },
  {
    title: "WOS",
    folder: "wos",
    models: ["tfidf-linear", "minilm-frozen", "lstm", "minilm-full"],
    files: [`data.train=${dataFile("wos/wos46985-sample.jsonl")}`, "seed=1"],
  },
  {
    title: "20 Newsgroups",
    folder: "20newsgroups",
    models: ["tfidf-linear", "minilm-frozen"],
    files: [
      `data.train=${dataFile("20newsgroups/20news-bydate-train.jsonl")}`,
      `data.test=${dataFile("20newsgroups/20news-bydate-test.jsonl")}`,
      "task=hierarchical",
      "data.labels=[level1,level2]",
    ],
  },
  {
    title: "HWV",
    folder: "hwv",
    models: ["tfidf-linear", "minilm-frozen"],
    files: [
      `data.train=${dataFile("hwv/hwv-validation.jsonl")}`,
      `data.test=${dataFile("hwv/hwv-test.jsonl")}`,
      `hierarchy.taxonomy=${dataFile("hwv/hwv.taxonomy.tsv")}`,
    ],
  },
];
const FIGURES = {
  "hierarchical F1": "hierarchical_f1",
  "macro over texts": "hierarchical_macro_f1",
  "PR-AUC": "hierarchical_macro_pr_auc",
  "path accuracy": "path_accuracy",
  "leaf macro F1": "macro_f1",
  "LCA distance": "lca_distance",
  consistency: "consistency_rate",
};

const DECIDING = "hierarchical_f1";

/** Prints the figures of every model and method, and the differences between the methods of a model. */
export async function hierarchy() {
  const figures = [];
  const differences = [];
  for (const { title, folder, models, files } of DATA) {
    for (const model of models) {
      const runs = [];
      for (const method of METHODS) runs.push(await methodRun({ folder, model, method, files }));
      const { models: compared, pairs } = await compareRuns(runs.map(({ run, name }) => ({ run, name })));
      for (const [at, { name, metrics }] of runs.entries()) {
        const shown = Object.values(FIGURES).map((figure) => metrics[figure].toFixed(3));
        const { lower, upper } = compared[at].intervals[DECIDING];
        figures.push([
          title,
          `\`${model}\``,
          `\`${name}\``,
          `${shown[0]} [${interval(lower, upper)}]`,
          ...shown.slice(1),
        ]);
      }
      for (const { first, second, metrics } of pairs) {
        const told = [DECIDING, "path_accuracy"].flatMap((metric) => differenceOf(metrics[metric]));
        differences.push([title, `\`${model}\``, `${first} − ${second}`, ...told]);
      }
    }
  }
  console.log(markdownTable(["", "model", "method", ...Object.keys(FIGURES)], figures));
  console.log("\nDifferences with 95 % intervals; p corrected by Holm: permutation test, McNemar's test of paths:\n");
  const head = ["", "model", "methods", "hierarchical F1", "p", "path accuracy", "p"];
  console.log(markdownTable(head, differences));
}

function differenceOf({ difference, lower, upper, adjusted_p: p }) {
  return [`${signed(difference)} [${interval(lower, upper)}]`, p < 0.001 ? "< .001" : p.toFixed(3)];
}

async function methodRun({ folder, model, method, files }) {
  const checkpoint = model.startsWith("minilm") ? [`model.checkpoint=${miniLm}`] : [];
  const overrides = [...files, ...checkpoint, `hierarchy.method=${method}`];
  const name = `hierarchy/${folder}-${model}-${method}`;
  const { evaluation } = await makeRun(name, `${folder}/${model}.yaml`, overrides);
  return { run: runFolder(name), name: method, metrics: evaluation.splits.test.metrics };
}

function interval(lower, upper) {
  return `${lower.toFixed(3)}, ${upper.toFixed(3)}`.replaceAll("-", "−");
}

function signed(value) {
  return value < 0 ? value.toFixed(3).replace("-", "−") : `+${value.toFixed(3)}`;
}
