import { metricName } from "../../metrics/index.js";
import {
  capital,
  dataTable,
  type Figure,
  figureHtml,
  type GuideLine,
  html,
  type LineSeries,
  lineChart,
} from "../../page/index.js";
import { type Chapter, type ReportContext, slug } from "../context.js";
import type { SavedEpoch } from "../saved-run.js";

/** How training went, epoch by epoch. */
export function training({ run }: ReportContext): Chapter | undefined {
  const { epochs, steps, manifest } = run;
  if (epochs.length === 0) return undefined;
  const best = (manifest.notes?.best as { epoch?: number } | undefined)?.epoch;
  const guides: GuideLine[] = best === undefined ? [] : [{ x: best, label: "best epoch" }];
  const names = [
    ...new Set(epochs.flatMap(({ train, validation }) => [...Object.keys(train), ...Object.keys(validation ?? {})])),
  ];
  const figures: Figure[] = [
    ...names.filter(isShown).map((name) => curve(epochs, name, guides)),
    ...gapFigure(epochs, guides),
    ...rateFigure(steps),
  ];
  return {
    section: {
      id: "training",
      title: "Training",
      body: html`<div class="pair">${figures.map((figure) => figureHtml(figure))}</div>
${dataTable({
  caption: "Epoch by epoch",
  columns: [
    { header: "epoch", numeric: true },
    ...names.flatMap((name) =>
      ["training", "validation"].map((part) => ({ header: `${metricName(name)}, ${part}`, numeric: true })),
    ),
    { header: "seconds", numeric: true },
  ],
  rows: epochs.map(({ epoch, train, validation, seconds }) => [
    epoch,
    ...names.flatMap((name) => [train[name], validation?.[name]]),
    Number(seconds.toFixed(2)),
  ]),
})}`,
    },
    figures,
  };
}

/** Loss, accuracy and F1, of levels too; the table has the others. */
function isShown(name: string): boolean {
  return /(?:^|\.)(?:loss|accuracy|macro_f1|micro_f1|subset_accuracy|path_accuracy|hierarchical_f1)$/u.test(name);
}

function curve(epochs: readonly SavedEpoch[], name: string, guides: readonly GuideLine[]): Figure {
  const of = (part: "train" | "validation") =>
    epochs.flatMap((one) =>
      one[part]?.[name] === undefined ? [] : [[one.epoch, one[part]?.[name] as number] as const],
    );
  const both: LineSeries[] = [
    { name: "training", points: of("train") },
    { name: "validation", points: of("validation"), dashed: true },
  ];
  const series = both.filter(({ points }) => points.length > 0);
  // One line has no legend.
  const [only] = series.length === 1 ? series : [];
  return lineChart({
    id: slug("curve", name),
    title: `${capital(metricName(name))}${only ? `, ${only.name}` : ""}`,
    x: { name: "epoch", whole: true },
    y: { name: metricName(name), ...(/loss/u.test(name) ? { min: 0 } : {}) },
    series,
    guides,
    height: 220,
  });
}

function gapFigure(epochs: readonly SavedEpoch[], guides: readonly GuideLine[]): Figure[] {
  const names = ["accuracy", "subset_accuracy", "path_accuracy", "macro_f1"].filter((name) =>
    epochs.some(({ train, validation }) => train[name] !== undefined && validation?.[name] !== undefined),
  );
  if (names.length === 0) return [];
  const points = (name: string) =>
    epochs.flatMap(({ epoch, train, validation }) => {
      const [ours, theirs] = [train[name], validation?.[name]];
      return ours === undefined || theirs === undefined ? [] : [[epoch, ours - theirs] as const];
    });
  return [
    lineChart({
      id: "generalisation-gap",
      title: "Generalisation gap",
      caption: "Training less validation: what is learned by heart.",
      x: { name: "epoch", whole: true },
      y: { name: "difference" },
      series: names.map((name) => ({ name: metricName(name), points: points(name) })),
      guides: [...guides, { y: 0, label: "" }],
      height: 220,
    }),
  ];
}

const MOST_STEPS = 300;

function rateFigure(steps: ReportContext["run"]["steps"]): Figure[] {
  if (steps.length < 2) return [];
  const every = Math.ceil(steps.length / MOST_STEPS);
  const picked = steps.filter((_, index) => index % every === 0);
  return [
    lineChart({
      id: "learning-rate",
      title: "Learning rate",
      x: { name: "step" },
      y: { name: "learning rate" },
      series: [
        {
          name: "learning rate",
          points: picked.map(({ step, learning_rate }) => [step, learning_rate] as const),
          marks: false,
        },
      ],
      height: 220,
    }),
  ];
}
