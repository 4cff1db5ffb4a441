// Reuters newswires of 1987, ModApte split, 90 topics, several a text: linear, and a BiLSTM with attention; one seed.
import { dataFile, makeRun, markdownTable, spread } from "./common.mjs";

export async function reuters() {
  const rows = [];
  for (const model of ["tfidf-linear", "bilstm-attention"]) {
    const { evaluation } = await makeRun(`reuters-r90/${model}`, `reuters-r90/${model}.yaml`, [
      `data.train=${dataFile("reuters21578/reuters21578-r90.jsonl")}`,
      "seed=1",
    ]);
    rows.push([
      `\`${model}\``,
      ...["micro_f1", "macro_f1", "subset_accuracy", "micro_average_precision"].map((key) =>
        spread([evaluation.splits.test.metrics[key]]),
      ),
    ]);
  }
  console.log(markdownTable(["", "micro F1", "macro F1", "subset accuracy", "micro average precision"], rows));
}
