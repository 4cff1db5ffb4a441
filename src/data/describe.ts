import { type Finding, headName, pathLevel } from "../labels/index.js";
import { FindingLog } from "./findings.js";
import { formatPlace } from "./problems.js";
import { type Dataset, type Dropped, type Example, type FileReport, PARTS, type Part, type Split } from "./types.js";

/** Figures of one part of a split. */
export interface PartReport {
  readonly rows: number;
  readonly emptyTexts: number;
  /** Rows by label, an entry a head ("label", "labels", "level1", …), the commonest first. */
  readonly labels: Readonly<Record<string, readonly LabelCount[]>>;
}

/** How many rows of a part have a label. */
export interface LabelCount {
  readonly label: string;
  readonly rows: number;
}

/** Everything that is worth knowing about the data before training. */
export interface DataReport {
  readonly files: readonly FileReport[];
  readonly rows: number;
  readonly dropped: readonly Dropped[];
  /** How the split was made. */
  readonly split: string;
  readonly parts: Readonly<Record<Part, PartReport>>;
  readonly findings: readonly Finding[];
}

/** Figures of each part, and what is odd: labels with one example, labels not in train, texts that occur twice. */
export function describeData(dataset: Dataset, split: Split): DataReport {
  const parts = partExamples(dataset, split);
  const { files, rows, dropped, findings } = dataset.report;
  return {
    files,
    rows,
    dropped,
    split: split.method,
    parts: {
      train: describePart(dataset, parts.train),
      validation: describePart(dataset, parts.validation),
      test: describePart(dataset, parts.test),
    },
    findings: [...findings, ...split.findings, ...labelFindings(dataset, parts), ...duplicateFindings(parts)],
  };
}

/** The examples of each part of a split, in the order of its indices. */
export function partExamples(dataset: Dataset, split: Split): Record<Part, Example[]> {
  const byIndex = new Map(dataset.examples.map((example) => [example.index, example]));
  const of = (part: Part) => split[part].flatMap((index) => byIndex.get(index) ?? []);
  return { train: of("train"), validation: of("validation"), test: of("test") };
}

function describePart(dataset: Dataset, examples: readonly Example[]): PartReport {
  const counts = new Map<string, Map<string, number>>();
  for (const { head, label } of examples.flatMap((example) => headLabels(dataset, example))) {
    const known = counts.get(head) ?? new Map<string, number>();
    counts.set(head, known.set(label, (known.get(label) ?? 0) + 1));
  }
  const labels = [...counts].map(([head, known]) => {
    const sorted = [...known].sort((a, b) => b[1] - a[1]).map(([label, rows]) => ({ label, rows }));
    return [head, sorted] as const;
  });
  return {
    rows: examples.length,
    emptyTexts: examples.filter((example) => example.text.trim() === "").length,
    labels: Object.fromEntries(labels),
  };
}

/** The labels of an example, each with the head that it is of: a level of a hierarchy, or the only one. */
export function headLabels(
  { task, severalPaths }: Pick<Dataset, "task" | "severalPaths">,
  example: Example,
): { head: string; label: string }[] {
  if (severalPaths) return example.gold.map((label) => ({ head: headName(task, pathLevel(label)), label }));
  return example.gold.map((label, level) => ({ head: headName(task, task === "hierarchical" ? level : 0), label }));
}

function labelFindings(dataset: Dataset, parts: Readonly<Record<Part, readonly Example[]>>): Finding[] {
  const log = new FindingLog();
  const rows = new Map<string, { count: number; first: Example; inTrain: boolean }>();
  for (const part of PARTS) {
    for (const example of parts[part]) {
      for (const { head, label } of headLabels(dataset, example)) {
        const key = `${head}: ${label}`;
        const entry = rows.get(key) ?? { count: 0, first: example, inTrain: false };
        rows.set(key, entry);
        entry.count += 1;
        entry.inTrain ||= part === "train";
      }
    }
  }
  for (const [key, { count, first, inTrain }] of rows) {
    const place = () => `${key} (${formatPlace(first.where)})`;
    if (count === 1) log.add("labels_with_one_example", place);
    if (!inTrain) log.add("labels_not_in_train", place);
  }
  return log.list({
    labels_with_one_example: (n) => `${n} labels have one example only.`,
    labels_not_in_train: (n) => `${n} labels occur in validation or test, but not in train: they can't be predicted.`,
  });
}

/** Texts that are equal but for white space at their ends; empty ones are counted elsewhere. */
function duplicateFindings(parts: Readonly<Record<Part, readonly Example[]>>): Finding[] {
  const log = new FindingLog();
  const first = new Map<string, { part: Part; example: Example }>();
  for (const part of PARTS) {
    for (const example of parts[part]) {
      const text = example.text.trim();
      if (text === "") continue;
      const known = first.get(text);
      if (known === undefined) {
        first.set(text, { part, example });
        continue;
      }
      const place = () =>
        `${formatPlace(known.example.where)} (${known.part}) = ${formatPlace(example.where)} (${part})`;
      log.add(known.part === part ? "duplicates_within_part" : "duplicates_across_parts", place);
      if (JSON.stringify(known.example.gold) !== JSON.stringify(example.gold))
        log.add("duplicates_other_labels", place);
    }
  }
  return log.list({
    duplicates_across_parts: (n) =>
      `${n} texts of validation or test stand in another part too: figures on them say how well the model remembers.`,
    duplicates_within_part: (n) => `${n} texts repeat another one of the same part.`,
    duplicates_other_labels: (n) => `${n} texts repeat another one, but have other labels.`,
  });
}
