import { writeFile } from "node:fs/promises";
import { evaluateRun } from "../runs/index.js";
import { EXIT } from "../shared/index.js";
import type { EvaluateArguments } from "./command-types.js";
import { type Io, writeJson } from "./io.js";
import { classificationReport, diagnosisReport, trustReport } from "./print/index.js";

/** `pinakes evaluate`: the figures of a trained model on a split or another file. */
export async function run(args: EvaluateArguments, io: Io): Promise<number> {
  const result = await evaluateRun(args.run, { split: args.split, data: args.data, checkpoint: args.checkpoint });
  const { predictions: _predictions, ...document } = result;
  if (args.output !== undefined) await writeFile(args.output, `${JSON.stringify(document, null, 2)}\n`);
  if (args.json) {
    writeJson(io.out, document);
    return EXIT.ok;
  }
  for (const [name, evaluation] of Object.entries(result.splits)) {
    io.out.write(`${args.run}, checkpoint ${result.checkpoint}, ${name}: ${evaluation.count} texts\n\n`);
    io.out.write(`${classificationReport(evaluation)}\n${trustReport(evaluation)}\n`);
  }
  io.out.write(diagnosisReport(result.diagnosis));
  return EXIT.ok;
}
