import { type Advice, adviceWhere, counted } from "./advice.js";
import type { ExploredFigures } from "./exploration.js";
import type { PartName } from "./input.js";
import type { HeadCounts, LabelCount } from "./label-counts.js";

const IMBALANCED = 10;
const FEW_TEXTS = 10;
const PLACES = 5;

/** What the labels' counts and their tree mean. */
export function labelAdvice({ labels, tree, parts }: ExploredFigures): Advice[] {
  const part = parts[0]?.name ?? "all";
  return [...imbalance(labels), ...rare(labels, part), ...treeAdvice(tree)];
}

/** The most uneven level is told. */
function imbalance(heads: readonly HeadCounts[]): Advice[] {
  const ratioOf = ({ texts_per_label: { min, max } }: HeadCounts): number => (min === 0 ? 0 : max / min);
  const [head] = [...heads].sort((a, b) => ratioOf(b) - ratioOf(a));
  if (head === undefined) return [];
  const { max, min, largest, smallest } = head.texts_per_label;
  const of = heads.length > 1 ? ` of ${head.head}` : "";
  return adviceWhere(ratioOf(head) >= IMBALANCED, {
    code: "labels_imbalanced",
    level: "note",
    message:
      `the commonest label${of}, ${largest[0]}, has ${counted(max, "text")}, ${Math.round(max / min)} times as many ` +
      `as the rarest, ${smallest[0]} (${min}).`,
    fix: "look at macro F1 rather than accuracy; training.class_weights: balanced or training.sampler even them out.",
    count: 1,
    places: [],
  });
}

function rare(heads: readonly HeadCounts[], part: PartName): Advice[] {
  const textsOf = ({ parts }: LabelCount): number => parts[part] ?? 0;
  const found = heads
    .map(({ head, labels }) => {
      const few = labels.filter((label) => textsOf(label) > 0 && textsOf(label) < FEW_TEXTS);
      return { head, few, all: labels.length };
    })
    .filter(({ few }) => few.length > 0);
  const few = found.flatMap((own) => own.few);
  const all = found.reduce((sum, own) => sum + own.all, 0);
  const counts = found.map(
    ({ head, few: own, all: of }) => `${own.length} of ${of} labels${heads.length > 1 ? ` of ${head}` : ""}`,
  );
  return adviceWhere(few.length > 0, {
    code: "labels_with_few_texts",
    level: few.length * 4 >= all ? "warning" : "note",
    message:
      `${counts.join(", ")} have fewer than ${FEW_TEXTS} texts${part === "all" ? "" : ` in ${part}`}: ` +
      "little can be learned of them, and less be measured.",
    fix: "collect more of them, or join them with a label near by.",
    count: few.length,
    places: few.slice(-PLACES).map((label) => `${label.label} (${textsOf(label)})`),
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
