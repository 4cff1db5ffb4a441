import { rowOf } from "../labels/index.js";
import { allKept, eachLeftOut, type Reading } from "./reading.js";
import type { Target } from "./target.js";
import type { Attribution } from "./types.js";

/** The score less that of the text without the word, for each word (Zeiler & Fergus 2014; Li et al. 2016). */
export async function occlusion(reading: Reading, target: Target): Promise<Attribution> {
  const kept = [allKept(reading), ...eachLeftOut(reading)];
  const logits = await reading.logits(kept);
  const [whole, ...without] = kept.map((_, row) => reading.score(target, rowOf(logits, row, kept.length)));
  return { method: "occlusion", scores: without.map((score) => (whole as number) - score), rest: 0 };
}
