import type { Finding } from "../labels/index.js";
import type { Advice, AdviceLevel } from "./advice.js";
import type { ExploredFigures } from "./exploration.js";
import { labelAdvice } from "./label-advice.js";
import { repeatAdvice } from "./repeat-advice.js";
import { textAdvice } from "./text-advice.js";

/** Codes of what reading finds that is said here with more. */
const SAID_HERE = new Set([
  "duplicates_across_parts",
  "duplicates_within_part",
  "duplicates_other_labels",
  "labels_with_one_example",
]);

const ORDER: readonly AdviceLevel[] = ["problem", "warning", "note"];

/** What the figures say that one should act on, the gravest first, and what reading and dividing found. */
export function adviceOf(figures: ExploredFigures, found: readonly Finding[]): Advice[] {
  const read = found
    .filter(({ code }) => !SAID_HERE.has(code))
    .map((finding): Advice => ({ ...finding, level: LEVELS[finding.code] ?? "note" }));
  const all = [...repeatAdvice(figures), ...labelAdvice(figures), ...textAdvice(figures), ...read];
  return all.sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
}

/** Findings of reading that are more than notes. */
const LEVELS: Readonly<Record<string, AdviceLevel>> = {
  labels_not_in_train: "warning",
  repeated_ids: "warning",
  quoted_rows: "warning",
  single_labels: "warning",
};
