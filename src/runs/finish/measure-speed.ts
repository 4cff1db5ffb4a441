import type { Classifier } from "../../classifier/index.js";
import type { Timing } from "../../evaluation/index.js";
import { mean } from "../../shared/index.js";
import { countWords } from "../../text/index.js";

const WARM_UP = 5;
const TEXTS = 50;
const BATCH = 32;
const BATCH_WARM_UP = 1;
const BATCHES = 3;

/** What {@link measureSpeed} gives. */
export type Speed = Pick<Timing, "inference_ms" | "batch_ms_per_text">;

/**
 * Milliseconds for one text at a time, after warm-up: median and 95th percentile over the first texts given, with their
 * mean length; and for one text of a batch of 32, the median over a few batches. Nothing without texts.
 */
export async function measureSpeed(
  classifier: Classifier,
  texts: readonly string[],
  clock: () => number,
): Promise<Speed> {
  if (texts.length === 0) return {};
  const from = (start: number, count: number): string[] =>
    Array.from({ length: count }, (_, i) => texts[(start + i) % texts.length] as string);
  const time = async (batch: readonly string[]): Promise<number> => {
    const start = clock();
    await classifier.scores(batch);
    return clock() - start;
  };
  const single: number[] = [];
  for (let i = 0; i < WARM_UP + TEXTS; i++) {
    const elapsed = await time(from(i, 1));
    if (i >= WARM_UP) single.push(elapsed);
  }
  const batched: number[] = [];
  for (let i = 0; i < BATCH_WARM_UP + BATCHES; i++) {
    const elapsed = await time(from(i * BATCH, BATCH));
    if (i >= BATCH_WARM_UP) batched.push(elapsed / BATCH);
  }
  return {
    inference_ms: { p50: at(single, 0.5), p95: at(single, 0.95), texts: TEXTS, words: meanWords(from(WARM_UP, TEXTS)) },
    batch_ms_per_text: at(batched, 0.5),
  };
}

/** A quantile of times, to a microsecond. */
function at(times: readonly number[], share: number): number {
  const ordered = times.toSorted((a, b) => a - b);
  return Number((ordered[Math.ceil(share * ordered.length) - 1] as number).toFixed(3));
}

/** The mean number of words, as they stand between spaces; to one decimal. */
function meanWords(texts: readonly string[]): number {
  return Number(mean(texts.map(countWords)).toFixed(1));
}
