import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Classifier } from "../classifier/index.js";
import { inputColumns, loadRunClassifier } from "../runs/index.js";
import { EXIT } from "../shared/index.js";
import type { PredictArguments } from "./command-types.js";
import type { Io } from "./io.js";
import { csvHeader, csvLine, predictionObject } from "./predict/format-prediction.js";
import { type InputText, readTexts } from "./predict/read-texts.js";

/** Texts labelled together. */
const BATCH = 256;

/** `pinakes predict`: labels for texts. */
export async function run(args: PredictArguments, io: Io): Promise<number> {
  const classifier = await loadRunClassifier(args.run);
  const output = args.output === undefined ? io.out : createWriteStream(args.output);
  try {
    if (args.format === "csv")
      output.write(
        csvHeader(
          classifier.space.heads.map(({ name }) => name),
          topKOf(args, classifier),
        ),
      );
    const columns = args.input === undefined ? { text: [] } : await inputColumns(args.run);
    let batch: InputText[] = [];
    for await (const input of readTexts(args, columns, io.stdin)) {
      batch.push(input);
      if (batch.length < BATCH) continue;
      await label(batch, { args, classifier, output });
      batch = [];
    }
    if (batch.length > 0) await label(batch, { args, classifier, output });
  } finally {
    await classifier.release();
    if (output !== io.out) {
      output.end();
      await once(output, "finish");
    }
  }
  return EXIT.ok;
}

/** Of a head with fewer labels than asked for, all. */
function topKOf({ topK }: PredictArguments, { space }: Classifier): number {
  return Math.min(topK, ...space.heads.map(({ labels }) => labels.length));
}

interface Labelling {
  readonly args: PredictArguments;
  readonly classifier: Classifier;
  readonly output: NodeJS.WritableStream;
}

async function label(batch: readonly InputText[], { args, classifier, output }: Labelling): Promise<void> {
  const results = await classifier.classify(
    batch.map(({ text }) => text),
    { topK: topKOf(args, classifier) },
  );
  const lines = batch.map((input, index) => {
    const result = results[index];
    if (!result) return "";
    return args.format === "csv" ? csvLine(input, result) : `${JSON.stringify(predictionObject(input, result))}\n`;
  });
  if (!output.write(lines.join(""))) await once(output, "drain");
}
