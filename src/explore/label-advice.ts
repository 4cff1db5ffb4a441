import { type Advice, adviceWhere, counted } from "./advice.js";
import type { ExploredFigures } from "./exploration.js";
import type { HeadCounts } from "./label-counts.js";

const IMBALANCED = 10;
const FEW_TEXTS = 10;
const PLACES = 5;

/** What the labels' counts and their tree mean. */
export function labelAdvice({ labels, tree, parts }: ExploredFigures): Advice[] {
  const training = parts[0];
  return [
    ...labels.flatMap((head) => [
      ...imbalance(head, labels.length),
      ...rare(head, training?.name ?? "all", labels.length),
    ]),
    ...treeAdvice(tree),
  ];
}

const ofHead = ({ head }: HeadCounts, heads: number): string => (heads > 1 ? ` of ${head}` : "");

function imbalance(counts: HeadCounts, heads: number): Advice[] {
  const { max, min, largest, smallest } = counts.texts_per_label;
  const ratio = min === 0 ? 0 : max / min;
  return adviceWhere(ratio >= IMBALANCED, {
    code: "labels_imbalanced",
    level: "note",
    message:
      `the commonest label${ofHead(counts, heads)}, ${largest[0]}, has ${counted(max, "text")}, ` +
      `${Math.round(ratio)} times as many as the rarest, ${smallest[0]} (${min}).`,
    fix: "look at macro F1 rather than accuracy; training.class_weights: balanced or training.sampler even them out.",
    count: 1,
    places: [],
  });
}

function rare(counts: HeadCounts, part: "train" | "validation" | "test" | "all", heads: number): Advice[] {
  const few = counts.labels.filter(({ parts }) => (parts[part] ?? 0) < FEW_TEXTS && (parts[part] ?? 0) > 0);
  return adviceWhere(few.length > 0, {
    code: "labels_with_few_texts",
    level: few.length * 4 >= counts.labels.length ? "warning" : "note",
    message:
      `${few.length} of ${counted(counts.labels.length, "label")}${ofHead(counts, heads)} have fewer than ${FEW_TEXTS} ` +
      `texts${part === "all" ? "" : ` in ${part}`}: little can be learned of them, and less be measured.`,
    fix: "collect more of them, or join them with a label near by.",
    count: few.length,
    places: few.slice(-PLACES).map(({ label, parts }) => `${label} (${parts[part]})`),
  });
}

function treeAdvice(tree: ExploredFigures["tree"]): Advice[] {
  if (tree === undefined) return [];
  const { orphans, one_child: oneChild, without_texts: without } = tree;
  const first = (paths: readonly string[]) => ({ count: paths.length, places: paths.slice(0, PLACES) });
  return [
    ...adviceWhere(orphans.length > 0, {
      code: "nodes_without_children",
      level: "note",
      message: `${counted(orphans.length, "node")} of the first level have nothing below, where others go deeper.`,
      fix: "look whether their lower levels are missing.",
      ...first(orphans),
    }),
    ...adviceWhere(oneChild.length > 0, {
      code: "nodes_with_one_child",
      level: "note",
      message: `${counted(oneChild.length, "node")} have one child only: below them there is nothing to decide.`,
      fix: "nothing has to be done; figures of the level below are the better for them.",
      ...first(oneChild),
    }),
    ...adviceWhere(without.length > 0, {
      code: "nodes_without_texts",
      level: "note",
      message: `${counted(without.length, "node")} of the tree have no training text: they are hardly ever predicted.`,
      ...first(without),
    }),
  ];
}
