// Trees of labels by method, linear: TREC questions (6 and 50 classes), Web of Science abstracts (7 and 134), and Hierarchical
// WikiVitals (paths of 2 to 6 levels).
import { dataFile, makeRun, markdownTable } from "./common.mjs";

const METHODS = ["independent", "flat", "conditional"];
const DATA = {
  TREC: { config: "trec/tfidf-linear.yaml", train: "trec/trec-train.jsonl", test: "trec/trec-test.jsonl" },
  WOS: { config: "wos/tfidf-linear.yaml", train: "wos/wos46985-sample.jsonl" },
  HWV: {
    config: "hwv/tfidf-linear.yaml",
    train: "hwv/hwv-validation.jsonl",
    test: "hwv/hwv-test.jsonl",
    taxonomy: "hwv/hwv.taxonomy.tsv",
  },
};
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
  for (const [title, { config, train, test, taxonomy }] of Object.entries(DATA)) {
    const files = [
      `data.train=${dataFile(train)}`,
      ...(test ? [`data.test=${dataFile(test)}`] : []),
      ...(taxonomy ? [`hierarchy.taxonomy=${dataFile(taxonomy)}`] : []),
    ];
    for (const method of METHODS) {
      const name = `hierarchy/${title.toLowerCase()}-${method}`;
      const { evaluation } = await makeRun(name, config, [...files, `hierarchy.method=${method}`]);
      const { metrics } = evaluation.splits.test;
      rows.push([title, `\`${method}\``, ...Object.values(FIGURES).map((figure) => metrics[figure].toFixed(3))]);
    }
  }
  console.log(markdownTable(["", "method", ...Object.keys(FIGURES)], rows));
}
