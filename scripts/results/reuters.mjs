// Reuters newswires of 1987, ModApte split, 90 topics, several a text: linear, and a BiLSTM with attention; one seed.
import { dataFile, makeRun, markdownTable, spread } from "./common.mjs";

const SEEDS = { "tfidf-linear": 42, "bilstm-attention": 1 };
const FIGURES = ["micro_f1", "macro_f1", "subset_accuracy", "micro_average_precision"];

export async function reuters() {
  const rows = [];
  for (const [model, seed] of Object.entries(SEEDS)) {
    const { evaluation } = await makeRun(`reuters-r90/${model}`, `reuters-r90/${model}.yaml`, [
      `data.train=${dataFile("reuters21578/reuters21578-r90.jsonl")}`,
      `seed=${seed}`,
    ]);
    const { metrics } = evaluation.splits.test;
    rows.push([`\`${model}\``, ...FIGURES.map((figure) => spread([metrics[figure]]))]);
  }
  console.log(markdownTable(["", "micro F1", "macro F1", "subset accuracy", "micro average precision"], rows));
}
