import {
  barChart,
  type Figure,
  heatMap,
  histogram,
  lineChart,
  type TreeNode as NodeShape,
  seriesColor,
  treeChart,
  treemap,
} from "../../page/index.js";
import { formatCount } from "../../shared/index.js";
import { percent } from "../advice.js";
import type { Exploration } from "../exploration.js";
import type { HeadCounts } from "../label-counts.js";
import type { LengthReport } from "../lengths.js";
import type { TreeNode, TreeReport } from "../tree.js";
import { formatTenths } from "./text-sections.js";

/** Labels whose bars are drawn. */
const MOST_BARS = 40;
/** Leaves of a tree that is drawn whole, from left to right; of a larger one, two levels are drawn as areas. */
const MOST_LEAVES = 60;

/** Texts a label by part: the commonest labels, and all by rank where there are more. */
export function labelFigures({ parts, labels: heads }: Exploration, { head, labels }: HeadCounts): Figure[] {
  const shown = labels.slice(0, MOST_BARS);
  const of = heads.length > 1 ? ` of ${head}` : "";
  const some = shown.length < labels.length ? `, the ${MOST_BARS} commonest of ${labels.length}` : "";
  const bars = barChart({
    id: `labels-${head}`,
    title: `Texts a label${of}${some}`,
    categories: shown.map(({ label }) => label),
    value: { name: "texts" },
    stacked: true,
    series: parts.map(({ name }) => ({ name, values: shown.map((own) => own.parts[name] ?? 0) })),
  });
  if (some === "") return [bars];
  const ranks = lineChart({
    id: `labels-by-rank-${head}`,
    title: `Texts of all labels${of} by rank`,
    caption: "From the commonest label to the rarest; the scale of texts is logarithmic.",
    x: { name: "rank", min: 1 },
    y: { name: "texts", log: true, min: 1 },
    series: [{ name: "texts", points: labels.map(({ texts }, rank) => [rank + 1, texts] as const), marks: false }],
  });
  return [bars, ranks];
}

/** How many labels the texts have. */
export function labelsPerTextFigure({ labels_per_text: perText }: Exploration): Figure[] {
  if (perText === undefined || perText.texts.length < 2) return [];
  return [
    barChart({
      id: "labels-per-text",
      title: `Texts by their number of ${perText.what}`,
      categories: perText.texts.map(({ labels }) => String(labels)),
      value: { name: "texts" },
      series: [{ name: "texts", values: perText.texts.map(({ texts }) => texts) }],
    }),
  ];
}

/** Which labels stand together. */
export function coOccurrenceFigure({ co_occurrence: together }: Exploration): Figure[] {
  if (together === undefined || together.pairs.length === 0) return [];
  const { labels, counts } = together.matrix;
  return [
    heatMap({
      id: "co-occurrence",
      title: "Labels that stand together",
      caption:
        "Texts that have both labels. The stronger the colour, the larger the share of the row's texts that have the column's label " +
        "as well.",
      rows: labels,
      columns: labels,
      values: counts.map((row, y) => row.map((count, x) => (x === y ? undefined : count))),
      share: (value, row) => value / Math.max(1, counts[row]?.[row] ?? 1),
    }),
  ];
}

/** The tree: from left to right, or as areas where it is large. */
export function treeFigure({ tree }: Exploration): Figure[] {
  if (tree === undefined) return [];
  const small = tree.leaves <= MOST_LEAVES;
  const children = tree.roots.map((id, index) => shapeOf(tree, id, { small, root: index }));
  const root = { name: "", children };
  const options = { id: "tree", title: "The tree of labels", root };
  if (small) return [treeChart({ ...options, caption: "Behind each node, its texts." })];
  return [treemap({ ...options, caption: "The two upper levels; each node is as large as it has texts." })];
}

function shapeOf(tree: TreeReport, id: number, of: { readonly small: boolean; readonly root: number }): NodeShape {
  const node = tree.nodes[id] as TreeNode;
  const isDrawn = of.small || node.level === 0;
  const children = isDrawn ? node.children.map((child) => shapeOf(tree, child, of)) : [];
  return {
    name: node.name,
    // Names are written on areas, but beside the marks of a whole tree.
    ...(of.small
      ? { note: node.texts.toLocaleString("en"), color: seriesColor(of.root) }
      : { color: "heat2" as const }),
    size: node.texts,
    ...(children.length > 0 ? { children } : {}),
  };
}

/** How long the texts are, in words, characters and tokens. */
export function lengthFigures({ lengths: { words, characters, tokens } }: Exploration): Figure[] {
  const max = tokens && `A model takes ${tokens.max_length}, special tokens included. `;
  return [
    lengthFigure("words", words),
    lengthFigure("characters", characters),
    ...(tokens === undefined ? [] : [lengthFigure("tokens", tokens, max)]),
  ];
}

function lengthFigure(unit: string, { all, histogram: bars }: LengthReport, remark = ""): Figure {
  const bounds = Array.from({ length: bars.counts.length + 1 }, (_, bin) => bars.start + bin * bars.width);
  const beyond = bars.beyond > 0 ? ` The last bar holds all of ${formatCount(bounds.at(-2) ?? 0)} and more.` : "";
  return histogram({
    id: `length-in-${unit}`,
    title: `Length in ${unit}`,
    caption: `${remark}Mean ${formatTenths(all.mean)}, median ${formatCount(all.median)}, at most ${formatCount(all.max)}.${beyond}`,
    bounds,
    value: { name: unit },
    count: { name: "texts" },
    series: [{ name: "texts", counts: bars.counts }],
  });
}

/** How much of the text a vocabulary of the commonest words covers. */
export function coverageFigure({ vocabulary: { coverage } }: Exploration): Figure[] {
  if (coverage.length < 3) return [];
  return [
    lineChart({
      id: "vocabulary-coverage",
      title: "What a vocabulary of the commonest words covers",
      caption: coverage
        .map(({ words, token_share: share }) => `${words.toLocaleString("en")}: ${percent(share)}`)
        .join("; "),
      x: { name: "words", log: true, min: coverage[0]?.words ?? 1, max: coverage.at(-1)?.words ?? 1 },
      y: { name: "share of the tokens of the training part", min: 0, max: 1 },
      series: [{ name: "share", points: coverage.map(({ words, token_share: share }) => [words, share] as const) }],
    }),
  ];
}

/** Every figure of an exploration, in the order of its page. */
export function explorationFigures(exploration: Exploration): Figure[] {
  return [
    ...exploration.labels.flatMap((head) => labelFigures(exploration, head)),
    ...labelsPerTextFigure(exploration),
    ...coOccurrenceFigure(exploration),
    ...treeFigure(exploration),
    ...lengthFigures(exploration),
    ...coverageFigure(exploration),
  ];
}
