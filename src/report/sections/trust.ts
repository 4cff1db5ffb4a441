import type { CalibrationEvaluation, CalibrationFigures } from "../../evaluation/index.js";
import { type Figure, figureHtml, formatNumber, type Html, html, lineChart, pairs } from "../../page/index.js";
import { type Chapter, type ReportContext, slug } from "../context.js";

/** How far probabilities can be believed, and what answering only where sure is worth. */
export function trust({ split, views }: ReportContext): Chapter | undefined {
  const reliability = split.calibration ? [reliabilityFigure(split.calibration, "")] : [];
  const ofLevels = views.flatMap(({ name, calibration }) =>
    name !== "" && calibration ? [reliabilityFigure(calibration, name)] : [],
  );
  const risk = riskFigure(split);
  const hierarchical = hierarchicalFigure(split);
  const figures = [...reliability, ...ofLevels, ...[risk, hierarchical].filter((one) => one !== undefined)];
  const told = [conformal(split), abstention(split)].filter((one) => one !== undefined);
  if (figures.length === 0 && told.length === 0) return undefined;
  return {
    section: {
      id: "trust",
      title: "Can the probabilities be believed?",
      body: html`${told}<div class="pair">${figures.map((figure) => figureHtml(figure))}</div>`,
    },
    figures,
  };
}

function reliabilityFigure(calibration: CalibrationEvaluation, level: string): Figure {
  const { before } = calibration;
  const points = ({ bins }: CalibrationFigures) =>
    bins.filter(({ count }) => count > 0).map(({ confidence, accuracy }) => [confidence, accuracy] as const);
  const told = `Expected calibration error ${formatNumber(calibration.ece, 3)}, Brier score ${formatNumber(calibration.brier, 3)}`;
  return lineChart({
    id: slug("reliability", level),
    title: `Reliability${level === "" ? "" : `, ${level}`}`,
    caption: `Of answers of about the same confidence, the share that is right; on the dashed line, confidence is what it says. ${told}${before ? `; before calibration ${formatNumber(before.ece, 3)} and ${formatNumber(before.brier, 3)}` : ""}.`,
    x: { name: "confidence", min: 0, max: 1 },
    y: { name: "share that is right", min: 0, max: 1 },
    diagonal: true,
    series: [
      { name: before ? "calibrated" : "answers", points: points(calibration), marks: true },
      ...(before ? [{ name: "before calibration", points: points(before), marks: true, dashed: true }] : []),
    ],
    table: {
      caption: "Bins of confidence",
      columns: ["from", "to", "confidence", "right", "decisions"].map((header) => ({ header, numeric: true })),
      rows: calibration.bins.map(({ from, to, confidence, accuracy, count }) => [
        from,
        to,
        count > 0 ? confidence : undefined,
        count > 0 ? accuracy : undefined,
        count,
      ]),
    },
  });
}

function riskFigure({ risk_coverage: points, abstention: own }: ReportContext["split"]): Figure | undefined {
  if (points === undefined || points.length === 0) return undefined;
  return lineChart({
    id: "risk-coverage",
    title: "Risk and coverage",
    caption: "How many answers are wrong where only the surest texts get one, from few texts (left) to all (right).",
    x: { name: "share of texts answered", min: 0, max: 1 },
    y: { name: "share of answers that are wrong", min: 0 },
    series: [{ name: "risk", points: points.map(({ coverage, risk }) => [coverage, risk] as const), marks: false }],
    ...(own ? { guides: [{ x: own.coverage, label: "as the model abstains" }] } : {}),
  });
}

function hierarchicalFigure({ hierarchical_curve: points }: ReportContext["split"]): Figure | undefined {
  if (points === undefined || points.length === 0) return undefined;
  return lineChart({
    id: "hierarchical-precision-recall",
    title: "Hierarchical precision–recall",
    caption: "All nodes of the tree that are at least so probable, at every probability.",
    x: { name: "hierarchical recall", min: 0, max: 1 },
    y: { name: "hierarchical precision", min: 0, max: 1 },
    series: [
      { name: "nodes", points: points.map(({ recall, precision }) => [recall, precision] as const), marks: false },
    ],
  });
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function conformal({ conformal: sets }: ReportContext["split"]): Html | undefined {
  if (sets === undefined) return undefined;
  const own =
    sets.kind === "depth"
      ? ([
          ["Levels an answer", formatNumber(sets.mean_depth, 2)],
          ["Whole path", percent(sets.whole_rate)],
          ["No level", percent(sets.root_rate)],
        ] as const)
      : ([
          ["Labels a set", formatNumber(sets.mean_size, 2)],
          ["Sets of one label", percent(sets.singleton_rate)],
        ] as const);
  return html`<h3>Prediction sets</h3>${pairs([
    ["Promised", `at least ${percent(1 - sets.alpha)} hold the truth`],
    ["Measured", `${percent(sets.coverage)} of ${formatNumber(sets.count)}`],
    ...own,
  ])}`;
}

function abstention({ abstention: own }: ReportContext["split"]): Html | undefined {
  if (own === undefined) return undefined;
  return html`<h3>Abstention</h3>${pairs([
    ["Promised", `at most ${percent(own.max_error)} of answers are wrong`],
    [
      "Measured",
      own.threshold === null
        ? "no threshold keeps the promise: nothing is answered"
        : `${percent(own.error)} wrong, ${percent(own.coverage)} of texts answered`,
    ],
    ["Least score", own.threshold === null ? "–" : formatNumber(own.threshold, 3)],
    ...(own.out_of_scope
      ? [
          [
            "Foreign texts",
            `${percent(own.out_of_scope.answered)} of ${formatNumber(own.out_of_scope.count)} answered, AUROC ${formatNumber(own.out_of_scope.auroc, 3)}`,
          ] as const,
        ]
      : []),
  ])}`;
}
