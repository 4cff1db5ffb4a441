import type { Classifier } from "../classifier/index.js";
import type { Timing } from "../evaluation/index.js";

const WARM_UP = 5;
const TEXTS = 50;

/** Milliseconds for one text at a time, after warm-up: median and 95th percentile over the first texts given. */
export async function measureLatency(
  classifier: Classifier,
  texts: readonly string[],
  clock: () => number,
): Promise<Timing["inference_ms"]> {
  if (texts.length === 0) return undefined;
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + TEXTS; i++) {
    const start = clock();
    await classifier.scores([texts[i % texts.length] as string]);
    if (i >= WARM_UP) times.push(clock() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => Number((times[Math.ceil(share * times.length) - 1] as number).toFixed(3));
  return { p50: at(0.5), p95: at(0.95), texts: TEXTS };
}
