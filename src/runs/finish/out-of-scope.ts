import type { Classifier } from "../../classifier/index.js";
import type { RunConfig } from "../../config/index.js";
import { loadTexts } from "../../data/index.js";

/** Texts scored together. */
const BATCH = 1024;

/** The texts of `abstain.out_of_scope`; undefined where none are named. @throws PinakesError of the files */
export async function outOfScopeTexts(
  { abstain, data }: RunConfig,
  baseDir: string,
): Promise<readonly string[] | undefined> {
  if (abstain?.out_of_scope === undefined) return undefined;
  const { text, delimiter, quotes, on_bad_row } = data;
  const patterns = abstain.out_of_scope;
  const form = { train: patterns, validation: 0, text, delimiter, quotes, on_bad_row };
  return (await loadTexts(form, { patterns, key: "abstain.out_of_scope", baseDir })).texts;
}

/** How sure a classifier is of its answers to texts. [N] */
export async function surenessOf(classifier: Classifier, texts: readonly string[]): Promise<Float64Array> {
  const all = new Float64Array(texts.length);
  for (let start = 0; start < texts.length; start += BATCH) {
    const scores = await classifier.scores(texts.slice(start, start + BATCH));
    all.set(classifier.sureness(scores, classifier.answers(scores)), start);
  }
  return all;
}
