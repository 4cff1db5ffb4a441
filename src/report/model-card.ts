import { stringify } from "yaml";
import { flatMetrics, type SplitEvaluation } from "../evaluation/index.js";
import { metricName } from "../metrics/index.js";
import type { SavedRun } from "./saved-run.js";

/** Metrics that the model index of Hugging Face knows by these names. */
const HUB_METRICS: Readonly<Record<string, { readonly type: string; readonly name: string }>> = {
  accuracy: { type: "accuracy", name: "Accuracy" },
  subset_accuracy: { type: "accuracy", name: "Subset accuracy" },
  path_accuracy: { type: "accuracy", name: "Path accuracy" },
  macro_f1: { type: "f1", name: "Macro F1" },
  micro_f1: { type: "f1", name: "Micro F1" },
  weighted_f1: { type: "f1", name: "Weighted F1" },
  hierarchical_f1: { type: "f1", name: "Hierarchical F1" },
};

/** The model card of a run, with the front matter that the Hugging Face Hub reads. Nothing in it is made up. */
export function modelCard(run: SavedRun): string {
  const { evaluation, manifest } = run;
  const name =
    ["test", "validation", ...Object.keys(evaluation.splits)].find((part) => evaluation.splits[part]) ?? "test";
  const split = evaluation.splits[name];
  const metrics = split ? flatMetrics(split) : {};
  const known = Object.entries(HUB_METRICS).filter(([metric]) => metrics[metric] !== undefined);
  const front = {
    library_name: "pinakes",
    pipeline_tag: "text-classification",
    metrics: [...new Set(known.map(([, { type }]) => type))],
    "model-index": [
      {
        name: run.name,
        results: [
          {
            task: { type: "text-classification" },
            dataset: {
              name: (manifest.data ?? []).map(({ file }) => file.split("/").at(-1)).join(", ") || "unnamed",
              type: "custom",
              split: name,
            },
            metrics: known.map(([metric, { type, name: told }]) => ({
              type,
              name: told,
              value: Number((metrics[metric] as number).toFixed(4)),
            })),
          },
        ],
      },
    ],
  };
  return [
    `---\n${stringify(front)}---`,
    `# ${run.name}`,
    `A ${evaluation.task} text classifier of type \`${evaluation.model}\`, trained with Pinakes. \`report.html\` shows all that is known of it.`,
    "## Intended use\n\n<!-- To be written by the owner of the model: what it is for, and what it is not for. -->",
    `## Labels\n\n${labelWords(evaluation.labels)}`,
    `## Data\n\n${dataWords(run)}`,
    `## Procedure\n\n${procedureWords(run)}`,
    ...(split ? [`## Figures\n\n${figureTable(name, split)}`] : []),
    `## Limits\n\n${limitWords(run)}`,
  ]
    .join("\n\n")
    .concat("\n");
}

const MOST_LABELS = 60;

function labelWords(labels: SavedRun["evaluation"]["labels"]): string {
  const list = (names: readonly string[]): string =>
    names.slice(0, MOST_LABELS).map(code).join(", ") +
    (names.length > MOST_LABELS ? `, and ${names.length - MOST_LABELS} more` : "");
  if (Array.isArray(labels)) return `${labels.length}: ${list(labels as readonly string[])}.`;
  return Object.entries(labels as Readonly<Record<string, readonly string[]>>)
    .map(([level, names]) => `- ${level}, ${names.length}: ${list(names)}`)
    .join("\n");
}

function dataWords({ manifest, evaluation, splitMethod }: SavedRun): string {
  const files = (manifest.data ?? []).map(
    ({ file, rows, sha256 }) => `- ${code(file)}: ${rows} rows, SHA-256 \`${sha256.slice(0, 16)}…\``,
  );
  const parts = Object.entries(evaluation.splits).map(([part, { count }]) => `${part} ${count}`);
  return [...files, `\nTexts: ${parts.join(", ")}${splitMethod ? ` (${splitMethod})` : ""}.`].join("\n");
}

function procedureWords({ evaluation, manifest, epochs }: SavedRun): string {
  const { parameters, timing } = evaluation;
  const best = (manifest.notes?.best as { epoch?: number } | undefined)?.epoch;
  return [
    `${parameters.total} parameters, ${parameters.trainable} of them trained, in ${timing.train_seconds.toFixed(1)} s`,
    epochs.length > 0
      ? ` and ${epochs.length} epochs${best === undefined ? "" : `, of which ${best} was the best`}`
      : "",
    `. The whole config is in \`resolved.yaml\`, versions and machine are in \`manifest.json\`.`,
  ].join("");
}

function figureTable(name: string, split: SplitEvaluation): string {
  const metrics = flatMetrics(split);
  const rows = Object.entries(metrics)
    .filter(([metric]) => split.intervals?.[metric] !== undefined || HUB_METRICS[metric] !== undefined)
    .map(([metric, value]) => {
      const interval = split.intervals?.[metric];
      const range = interval ? `${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}` : "–";
      return `| ${metricName(metric)} | ${value.toFixed(4)} | ${range} |`;
    });
  const level = Object.values(split.intervals ?? {})[0]?.level ?? 0.95;
  return [
    `Of ${split.count} texts of the ${name} part.\n`,
    `| figure | value | ${level * 100} % interval |`,
    "| --- | ---: | --- |",
    ...rows,
  ].join("\n");
}

function limitWords({ evaluation }: SavedRun): string {
  const { diagnosis } = evaluation;
  if (diagnosis === undefined) return "Not looked into.";
  if (diagnosis.length === 0) return "The run's own figures show none of the faults that they are searched for.";
  return diagnosis.map(({ message, try: line }) => `- ${message} (to try: \`${line}\`)`).join("\n");
}

function code(text: string): string {
  return text.includes("`") ? text : `\`${text.replaceAll("\n", " ")}\``;
}
