// Web of Science, a sample of 3,716 abstracts in two levels: linear and LSTM.
import { classificationReport, seedTable } from "../../dist/cli/print/index.js";
import { dataFile, makeRun } from "./common.mjs";

export async function wos() {
  for (const model of ["tfidf-linear", "lstm"]) {
    const name = `wos/${model}`;
    const { evaluation, seeds } = await makeRun(name, `${name}.yaml`, [
      `data.train=${dataFile("wos/wos46985-sample.jsonl")}`,
    ]);
    console.log(seeds ? seedTable(seeds) : `${name}\n\n${classificationReport(evaluation.splits.test)}`);
  }
}
