import type { Classifier } from "../classifier/index.js";
import { inputForm, loadRunClassifier } from "../runs/index.js";
import { EXIT, PinakesError } from "../shared/index.js";
import type { PredictArguments } from "./command-types.js";
import type { Io } from "./io.js";
import { answerForm, type CsvColumns, csvHeader, csvLine, predictionLine } from "./predict/format-prediction.js";
import { type InputText, readsColumns, readTexts } from "./predict/read-texts.js";
import { openOutput } from "./predict/text-output.js";

/** Texts labelled together. */
const BATCH = 256;

/** `pinakes predict`: labels for texts. */
export async function run(args: PredictArguments, io: Io): Promise<number> {
  refuseTwoSources(args);
  const form = readsColumns(args.input) ? await inputForm(args.run) : undefined;
  const classifier = await loadRunClassifier(args.run);
  try {
    const output = await openOutput(args.output, io.out);
    try {
      if (args.format === "csv")
        await output.write(csvHeader(answerForm(classifier.space), csvColumns(args, classifier)));
      for await (const batch of batches(readTexts(args, { form, io }))) {
        await output.write(await label(batch, args, classifier));
      }
    } finally {
      await output.close();
    }
  } finally {
    await classifier.release();
  }
  return EXIT.ok;
}

function refuseTwoSources({ texts, input }: PredictArguments): void {
  if (texts.length === 0 || input === undefined) return;
  throw new PinakesError("CLI_USAGE", {
    message: `texts are given as arguments and by --input ${input}.`,
    fix: "leave one of the two out.",
  });
}

function csvColumns(args: PredictArguments, classifier: Classifier): CsvColumns {
  const { abstention, conformal } = classifier.decisions;
  return {
    heads: classifier.space.heads.map(({ name }) => name),
    topK: topKOf(args, classifier),
    trust: { abstains: abstention !== undefined, hasSets: conformal !== undefined },
  };
}

/** Of a head with fewer labels than asked for, all. */
function topKOf({ topK }: PredictArguments, { space }: Classifier): number {
  return Math.min(topK, ...space.heads.map(({ labels }) => labels.length));
}

async function* batches(inputs: AsyncIterable<InputText>): AsyncGenerator<InputText[]> {
  let batch: InputText[] = [];
  for await (const input of inputs) {
    batch.push(input);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function label(batch: readonly InputText[], args: PredictArguments, classifier: Classifier): Promise<string> {
  const topK = topKOf(args, classifier);
  const results = await classifier.classify(
    batch.map(({ text }) => text),
    { topK },
  );
  const format = args.format === "csv" ? csvLine : predictionLine;
  const form = answerForm(classifier.space);
  return results.map((result, index) => format(form, batch[index] as InputText, result)).join("");
}
