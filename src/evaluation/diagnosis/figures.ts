import type { LabelRow, SplitEvaluation } from "../types.js";
import type { DiagnosisInput } from "./types.js";

/** What a run is judged by, the first that there is: validation, so that nothing is chosen by looking at the test texts. */
const JUDGES = ["validation", "test", "data"] as const;

/** The split that a run is judged by; `data` is a file that is none of the run's own. */
export function judgedSplit({ splits }: DiagnosisInput): { name: string; split: SplitEvaluation } | undefined {
  for (const name of JUDGES) {
    const split = splits[name];
    if (split !== undefined && split.count > 0) return { name, split };
  }
  return undefined;
}

/** The rows of each level; of one group without a name where there are no levels. */
export function rowsByLevel(rows: readonly LabelRow[]): Map<string | undefined, LabelRow[]> {
  const levels = new Map<string | undefined, LabelRow[]>();
  for (const row of rows) levels.set(row.level, [...(levels.get(row.level) ?? []), row]);
  return levels;
}

/** `12.5 %` */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** `a, b, c and 4 more` */
export function someOf(names: readonly string[], shown = 5): string {
  const first = names.slice(0, shown).join(", ");
  return names.length > shown ? `${first} and ${names.length - shown} more` : first;
}

/** ` of level2`, or nothing where there are no levels. */
export function ofLevel(level: string | undefined): string {
  return level === undefined ? "" : ` of ${level}`;
}

/** The sum of a figure over rows. */
export function sumOf<T>(rows: readonly T[], figure: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + figure(row), 0);
}
