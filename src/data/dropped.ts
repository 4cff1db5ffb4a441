import type { Dataset, Dropped, Example, Part } from "./types.js";

type Counts = Record<Part | "unassigned", number>;

/** Counts dropped rows by reason and part. */
export class DropLog {
  private readonly reasons = new Map<string, Counts>();

  /** Notes one dropped row; the part where it is known. */
  add(reason: string, part: Part | undefined): void {
    const counts = this.reasons.get(reason) ?? { train: 0, validation: 0, test: 0, unassigned: 0 };
    this.reasons.set(reason, counts);
    counts[part ?? "unassigned"] += 1;
  }

  /** What was dropped, by reason, in order of first occurrence. */
  list(): Dropped[] {
    return [...this.reasons].map(([reason, parts]) => {
      const count = parts.train + parts.validation + parts.test + parts.unassigned;
      return { reason, count, parts: { ...parts } };
    });
  }
}

/**
 * The dataset without the examples that a predicate picks (texts that cleaning left too short, say). Indices stay, and
 * the report counts what was dropped, by part where examples know theirs.
 */
export function dropExamples(dataset: Dataset, predicate: (example: Example) => boolean, reason: string): Dataset {
  const log = new DropLog();
  const examples = dataset.examples.filter((example) => {
    const drop = predicate(example);
    if (drop) log.add(reason, example.split);
    return !drop;
  });
  const { report } = dataset;
  return { ...dataset, examples, report: { ...report, dropped: [...report.dropped, ...log.list()] } };
}
