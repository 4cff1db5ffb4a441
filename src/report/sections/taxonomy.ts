import {
  dataTable,
  type Figure,
  figureHtml,
  html,
  scoreColor,
  sunburst,
  type TreeNode,
  treeChart,
} from "../../page/index.js";
import type { Chapter, ReportContext } from "../context.js";

/** More leaves are drawn as rings: a row each would fill screens. */
const MOST_ROWS = 150;

interface Grown {
  readonly name: string;
  readonly level: number;
  readonly children: Map<string, Grown>;
}

/** The tree of labels, coloured by how well each is found. */
export function taxonomy({ run, split, texts, views }: ReportContext): Chapter | undefined {
  if (run.evaluation.task !== "hierarchical" || views.length < 2) return undefined;
  const root = grow(run.evaluation.taxonomy ?? texts.flatMap(({ gold }) => (typeof gold === "string" ? [] : [gold])));
  const rows = new Map(split.per_label.map((row) => [`${row.level}\n${row.label}`, row]));
  const levels = views.map(({ name }) => name);
  const row = ({ name, level }: Grown) => rows.get(`${levels[level]}\n${name}`);
  const node = (grown: Grown): TreeNode => {
    const own = row(grown);
    const children = [...grown.children.values()].map(node);
    return {
      name: grown.name,
      ...(own && own.support > 0 ? { note: own.f1.toFixed(2), color: scoreColor(own.f1) } : {}),
      size: Math.max(1, own?.support ?? 0),
      ...(children.length > 0 ? { children } : {}),
    };
  };
  const tree: TreeNode = { name: "all", children: [...root.children.values()].map(node) };
  const leaves = countLeaves(root);
  const options = {
    id: "taxonomy-tree",
    title: "Taxonomy by F1",
    caption: `Blue: found well. Orange: found badly. Grey: no such text in this part.${leaves > MOST_ROWS ? " As large as its texts are many." : ""}`,
    alt: `Tree of ${leaves} leaves, each node with its F1. The tables of labels have all of them.`,
    root: tree,
  };
  const figure: Figure = leaves > MOST_ROWS ? sunburst(options) : treeChart(options);
  return {
    section: {
      id: "taxonomy",
      title: "Taxonomy",
      body: html`${figureHtml(figure)}${leaves > MOST_ROWS && branches(root, row)}`,
    },
    figures: [figure],
  };
}

function branches(root: Grown, row: (grown: Grown) => { f1: number; support: number } | undefined) {
  return dataTable({
    caption: "Branches of the first level",
    columns: [
      { header: "branch" },
      { header: "F1", numeric: true },
      { header: "texts", numeric: true },
      { header: "leaves", numeric: true },
    ],
    rows: [...root.children.values()].map((grown) => [
      grown.name,
      row(grown)?.f1,
      row(grown)?.support,
      countLeaves(grown),
    ]),
  });
}

function grow(paths: readonly (readonly string[])[]): Grown {
  const root: Grown = { name: "", level: -1, children: new Map() };
  for (const path of paths) {
    let at = root;
    for (const [level, name] of path.entries()) {
      const next: Grown = at.children.get(name) ?? { name, level, children: new Map() };
      at.children.set(name, next);
      at = next;
    }
  }
  return root;
}

function countLeaves({ children }: Grown): number {
  return children.size === 0 ? 1 : [...children.values()].reduce((sum, child) => sum + countLeaves(child), 0);
}
