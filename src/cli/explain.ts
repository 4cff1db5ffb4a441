import type { WriteStream } from "node:tty";
import {
  Explainer,
  type ExplainPage,
  type ExplainTextOptions,
  explainSample,
  samplePage,
  type TextExplanation,
  textsPage,
} from "../explain/index.js";
import { type Gold, holdsSets } from "../labels/index.js";
import { saveFigures } from "../page/index.js";
import { loadRunClassifier, runExamples } from "../runs/index.js";
import { EXIT, PinakesError, Rng, writeFileWhole } from "../shared/index.js";
import type { ExplainArguments } from "./command-types.js";
import { type Io, writeJson } from "./io.js";
import { explanationText, sampleExplanationText } from "./print/index.js";
import { createProgress } from "./terminal/index.js";

/** `pinakes explain`: why a model says what it says, of texts or over a sample of right and wrong predictions. */
export async function run(args: ExplainArguments, io: Io): Promise<number> {
  refuseUnclear(args);
  const classifier = await loadRunClassifier(args.run, { checkpoint: args.checkpoint });
  const explainer = new Explainer(classifier);
  try {
    if (args.sample === undefined) await explainTexts(explainer, args, io);
    else await explainOverSample(explainer, args, io);
  } finally {
    await explainer.release();
    await classifier.release();
  }
  return EXIT.ok;
}

function refuseUnclear({ texts, sample }: ExplainArguments): void {
  if (texts.length === 0 && sample === undefined) {
    throw new PinakesError("CLI_USAGE", {
      message: "there is nothing to explain.",
      fix: 'give a text, pinakes explain RUN "…", or a sample of the run\'s own, --sample 100.',
    });
  }
  if (texts.length === 0 || sample === undefined) return;
  throw new PinakesError("CLI_USAGE", {
    message: "texts are given as arguments and by --sample.",
    fix: "leave one of the two out.",
  });
}

async function explainTexts(explainer: Explainer, args: ExplainArguments, io: Io): Promise<void> {
  const explanations: TextExplanation[] = [];
  for (const text of args.texts) explanations.push(await explainer.explain(text, textOptions(explainer, args)));
  const about = { run: args.run, model: explainer.classifier.config.type };
  await writePage(args, () => textsPage(explanations, about), io);
  if (args.json) {
    writeJson(io.out, { run: args.run, texts: explanations });
    return;
  }
  const color = (io.out as Partial<WriteStream>).hasColors?.(256) ?? false;
  io.out.write(explanations.map((explanation) => explanationText(explanation, { color })).join("\n"));
}

async function explainOverSample(explainer: Explainer, args: ExplainArguments, io: Io): Promise<void> {
  const examples = await runExamples(args.run, args.split);
  const progress = createProgress({ stream: io.err });
  let started = false;
  const result = await explainSample(explainer, examples, {
    ...attributionOptions(args),
    size: args.sample as number,
    shown: args.shown,
    onText: (done, total) => {
      if (!started) progress.start(total, "explaining");
      started = true;
      progress.update(done);
    },
  });
  progress.stop();
  const about = { run: args.run, model: explainer.classifier.config.type };
  await writePage(args, () => samplePage(result, about), io);
  if (args.json) writeJson(io.out, { run: args.run, split: args.split, ...result });
  else io.out.write(sampleExplanationText(result));
}

/** Writes the page and the pictures that are asked for. */
async function writePage({ html, png }: ExplainArguments, make: () => ExplainPage, { err }: Io): Promise<void> {
  if (html === undefined && png === undefined) return;
  const made = make();
  try {
    if (html !== undefined) {
      await writeFileWhole(html, [Buffer.from(made.html)]);
      err.write(`wrote ${html}\n`);
    }
    if (png !== undefined) {
      const files = await saveFigures(made.figures, png);
      err.write(`wrote ${files.length} pictures into ${png}\n`);
    }
  } catch (cause) {
    if (!(cause instanceof Error) || !("code" in cause)) throw cause;
    throw new PinakesError("FILE_ACCESS", {
      where: html ?? png ?? "",
      message: `the page or its figures can't be written (${cause.message})`,
      fix: "name a file that can be written with --html, and a folder with --png.",
      cause,
    });
  }
}

function textOptions({ classifier }: Explainer, args: ExplainArguments): ExplainTextOptions {
  const gold = args.gold.length === 0 ? {} : { gold: goldOf(args.gold, holdsSets(classifier.space)) };
  return { ...attributionOptions(args), ...(args.label.length > 0 ? { labels: args.label } : {}), ...gold };
}

function goldOf(labels: readonly string[], sets: boolean): Gold {
  return sets ? [...labels].sort() : labels;
}

function attributionOptions(args: ExplainArguments): ExplainTextOptions {
  const { method, steps, rule, baseline, random, seed } = args;
  const fromZero = (chosen: ExplainArguments["layers"]) =>
    chosen === undefined || chosen === "all" ? chosen : chosen.map((number) => number - 1);
  return {
    methods: method.length > 0 ? method : undefined,
    steps,
    rule,
    baseline,
    randomOrders: random,
    layers: fromZero(args.layers),
    heads: fromZero(args.heads),
    rng: Rng.fromSeed(seed),
  };
}
