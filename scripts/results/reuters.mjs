// Reuters newswires of 1987, ModApte split, 90 topics, several a text: linear, and a BiLSTM with attention.
import { dataFile, makeRun, markdownTable, spread } from "./common.mjs";

export async function reuters() {
  const rows = [];
  for (const model of ["tfidf-linear", "bilstm-attention"]) {
    const { evaluation, seeds } = await makeRun(`reuters-r90/${model}`, `reuters-r90/${model}.yaml`, [
      `data.train=${dataFile("reuters21578/reuters21578-r90.jsonl")}`,
    ]);
    const metric = (key) => seeds?.splits.test.metrics[key].values ?? [evaluation.splits.test.metrics[key]];
    rows.push([
      `\`${model}\``,
      ...["micro_f1", "macro_f1", "subset_accuracy", "micro_average_precision"].map((key) => spread(metric(key))),
    ]);
  }
  console.log(markdownTable(["", "micro F1", "macro F1", "subset accuracy", "micro average precision"], rows));
}
