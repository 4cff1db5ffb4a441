import { flatMetrics, type SplitEvaluation } from "../../evaluation/index.js";
import { metricName } from "../../metrics/index.js";
import {
  barChart,
  capital,
  dataTable,
  figureHtml,
  formatNumber,
  type Html,
  html,
  type Tile,
  tiles,
} from "../../page/index.js";
import { formatBytes, formatDuration } from "../../shared/index.js";
import type { Chapter, ReportContext } from "../context.js";

const HEADLINES = [
  "accuracy",
  "subset_accuracy",
  "path_accuracy",
  "hierarchical_f1",
  "macro_f1",
  "micro_f1",
  "weighted_f1",
  "macro_average_precision",
];

/** Of which intervals are drawn; the table of all figures has the others. */
const DRAWN =
  /^(?:accuracy|subset_accuracy|path_accuracy|hierarchical_f1|(?:macro|micro|weighted)_f1|macro_(?:roc_auc|average_precision)|[^.]+\.(?:accuracy|macro_f1))$/u;

/** The figures that a reader looks for first, with what the run's own figures show. */
export function overview(context: ReportContext): Chapter {
  const { run, split, splitName } = context;
  const { diagnosis = [], footprint, parameters, timing } = run.evaluation;
  const flat = flatMetrics(split);
  const names = HEADLINES.filter((name) => flat[name] !== undefined).filter(
    // Of one label a text, micro F1 is the accuracy.
    (name) => name !== "micro_f1" || flat.accuracy === undefined,
  );
  const levels = Object.keys(split.levels ?? {})
    .map((level) => `${level}.accuracy`)
    .filter((name) => flat[name] !== undefined);
  const figures = [...names, ...levels].map((name) => headline(name, split));
  const own: Tile[] = [
    {
      name: "Parameters",
      value: COMPACT.format(parameters.total),
      note: `${formatNumber(parameters.total)}; ${formatNumber(parameters.trainable)} trained`,
    },
    { name: "Training", value: formatDuration(timing.train_seconds) },
    ...(timing.inference_ms
      ? [
          {
            name: "One text",
            value: `${formatNumber(timing.inference_ms.p50, 2)} ms`,
            note: `p50; p95 ${formatNumber(timing.inference_ms.p95, 2)} ms`,
          },
        ]
      : []),
    ...(footprint
      ? [
          {
            name: "On the disk",
            value: formatBytes(footprint.size_bytes),
            note: `${formatBytes(footprint.peak_memory_mib * 2 ** 20)} memory at most`,
          },
        ]
      : []),
  ];
  const forest = intervalsFigure(context);
  return {
    section: {
      id: "overview",
      title: "At a glance",
      body: html`<p>Figures of the ${splitName} part: ${formatNumber(split.count)} texts.</p>
${tiles([...figures, ...own])}
${findings(diagnosis)}
${forest && figureHtml(forest)}
${splitsTable(run.evaluation.splits)}`,
    },
    figures: forest ? [forest] : [],
  };
}

function headline(name: string, split: SplitEvaluation): Tile {
  const interval = split.intervals?.[name];
  const note =
    interval &&
    `${formatNumber(interval.low, 3)} to ${formatNumber(interval.high, 3)} (${interval.level * 100}\u00A0%)`;
  return { name: capital(metricName(name)), value: formatNumber(flatMetrics(split)[name] ?? Number.NaN, 3), note };
}

function findings(list: NonNullable<ReportContext["run"]["evaluation"]["diagnosis"]>): Html | undefined {
  if (list.length === 0) return undefined;
  return html`<h3>Diagnosis</h3>
${list.map(({ message, try: line }) => html`<div class="note"><p>${message}</p><p>Try <code>${line}</code></p></div>`)}`;
}

function intervalsFigure({ split, splitName }: ReportContext) {
  const entries = Object.entries(split.intervals ?? {}).filter(([name]) => DRAWN.test(name));
  if (entries.length === 0) return undefined;
  const flat = flatMetrics(split);
  const level = (entries[0]?.[1].level ?? 0.95) * 100;
  return barChart({
    id: "intervals",
    title: "How sure the figures are",
    caption: `Figures of the ${splitName} part with ${level} % intervals, from bootstrap samples of its texts.`,
    as: "dots",
    categories: entries.map(([name]) => metricName(name)),
    value: { name: "score" },
    series: [
      {
        name: "score",
        values: entries.map(([name]) => flat[name]),
        intervals: entries.map(([, { low, high }]) => [low, high] as const),
      },
    ],
    table: {
      caption: "Figures with intervals",
      columns: [{ header: "figure" }, ...["value", "low", "high"].map((header) => ({ header, numeric: true }))],
      rows: entries.map(([name, { low, high }]) => [metricName(name), flat[name], low, high]),
    },
  });
}

function splitsTable(splits: Readonly<Record<string, SplitEvaluation>>): Html {
  const names = Object.keys(splits);
  const flat = names.map((name) => flatMetrics(splits[name] as SplitEvaluation));
  const metrics = [...new Set(flat.flatMap((values) => Object.keys(values)))];
  return html`<h3>All figures</h3>${dataTable({
    caption: "Every figure of every part",
    columns: [{ header: "figure" }, ...names.map((header) => ({ header, numeric: true }))],
    rows: [
      ["texts", ...names.map((name) => splits[name]?.count)],
      ...metrics.map((metric) => [metricName(metric), ...flat.map((values) => values[metric])]),
    ],
  })}`;
}

const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
