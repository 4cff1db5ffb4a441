import type { Gold } from "../labels/index.js";
import { PinakesError } from "../shared/index.js";
import { type Explainer, type ExplainTextOptions, sameLabels } from "./explainer.js";
import { sampleAttention } from "./sample-attention.js";
import { sampleHeads } from "./sample-heads.js";
import type { SampleExplanation, SampleHead, TextExplanation } from "./types.js";
import { methodName, signed } from "./warnings.js";

/** A labelled text. */
export interface SampleText {
  readonly id: string;
  readonly text: string;
  readonly gold: Gold;
}

/** How a sample is explained. */
export interface ExplainSampleOptions extends Omit<ExplainTextOptions, "labels" | "gold" | "id"> {
  /** Texts: half of them predicted right, half wrong, as far as there are so many. */
  readonly size: number;
  /** Texts of either kind that are given whole. Default 3. */
  readonly shown?: number | undefined;
  /** Called with each text that is done. */
  readonly onText?: ((done: number, total: number) => void) | undefined;
}

/** Texts labelled together. */
const CHUNK = 256;
const SHOWN = 3;
const RANDOM_ORDERS = 3;

/**
 * Explains right and wrong predictions, and measures how well the methods explain them.
 * @throws PinakesError DATA_EMPTY without texts
 */
export async function explainSample(
  explainer: Explainer,
  examples: readonly SampleText[],
  options: ExplainSampleOptions,
): Promise<SampleExplanation> {
  const { rng, randomOrders = RANDOM_ORDERS, shown = SHOWN } = options;
  const drawn = await drawTexts(explainer, rng.split("sample").shuffle(examples), options.size);
  const chosen = [...drawn.right, ...drawn.wrong];
  if (chosen.length === 0) {
    throw new PinakesError("DATA_EMPTY", {
      where: "explain --sample",
      message: "there are no texts to explain.",
      fix: "name a split that has texts.",
    });
  }
  const all: TextExplanation[] = [];
  for (const [at, { id, text, gold }] of chosen.entries()) {
    const own = { ...options, id, gold, randomOrders, rng: rng.split("text", at) };
    all.push(await explainer.explain(text, own));
    options.onText?.(at + 1, chosen.length);
  }
  const heads = sampleHeads(all, rng.split("heads"));
  const judged = all.flatMap(({ attention, right = false }) => (attention ? [{ attention, right }] : []));
  const attention = sampleAttention(judged, rng.split("attention"));
  return {
    counts: { right: drawn.right.length, wrong: drawn.wrong.length, examined: drawn.examined },
    heads,
    ...(attention === undefined ? {} : { attention }),
    warnings: sampleWarnings(heads),
    texts: [
      ...all.filter(({ right }) => right === true).slice(0, shown),
      ...all.filter(({ right }) => right !== true).slice(0, shown),
    ],
  };
}

/** Goes through the texts until there are enough predictions of either kind. */
async function drawTexts({ classifier }: Explainer, examples: readonly SampleText[], size: number) {
  const half = Math.max(1, Math.floor(size / 2));
  const right: SampleText[] = [];
  const wrong: SampleText[] = [];
  let examined = 0;
  for (let start = 0; start < examples.length && (right.length < half || wrong.length < half); start += CHUNK) {
    const chunk = examples.slice(start, start + CHUNK);
    const answers = classifier.answers(await classifier.scores(chunk.map(({ text }) => text)));
    chunk.forEach((example, row) => {
      const list = sameLabels(example.gold, answers[row] ?? []) ? right : wrong;
      if (list.length < half) list.push(example);
    });
    examined += chunk.length;
  }
  return { right, wrong, examined };
}

/** Methods that explain no better than a random order of the words. */
function sampleWarnings(heads: readonly SampleHead[]): string[] {
  return heads.flatMap(({ head, methods }) =>
    methods
      .filter(({ over_random: over }) => over !== undefined && over.lower <= 0)
      .map(
        ({ method, over_random: over }) =>
          `${methodName(method)} is not faithful here (${head}): taking its first words out lowers the probability by ` +
          `${signed(over?.value)} more than taking random words out (95 % interval ${signed(over?.lower)} to ${signed(over?.upper)}). ` +
          "Do not read it as the reason of a prediction.",
      ),
  );
}
