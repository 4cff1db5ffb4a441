// Trees of labels by method and model: TREC questions (6 and 50 classes), Web of Science abstracts (7 and 134), 20 Newsgroups
// (6 and 20), and Hierarchical WikiVitals (paths of 2 to 6 levels).
import { dataFile, makeRun, markdownTable, miniLm } from "./common.mjs";

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

export async function hierarchy() {
  const rows = [];
  for (const { title, folder, models, files } of DATA) {
    for (const model of models) {
      for (const method of METHODS) {
        const checkpoint = model.startsWith("minilm") ? [`model.checkpoint=${miniLm}`] : [];
        const overrides = [...files, ...checkpoint, `hierarchy.method=${method}`];
        const { evaluation } = await makeRun(
          `hierarchy/${folder}-${model}-${method}`,
          `${folder}/${model}.yaml`,
          overrides,
        );
        const { metrics } = evaluation.splits.test;
        const figures = Object.values(FIGURES).map((figure) => metrics[figure].toFixed(3));
        rows.push([title, `\`${model}\``, `\`${method}\``, ...figures]);
      }
    }
  }
  console.log(markdownTable(["", "model", "method", ...Object.keys(FIGURES)], rows));
}
