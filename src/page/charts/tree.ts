import { type Figure, type FigureOptions, makeFigure } from "../figure.js";
import { type ColorName, inkOn, lightColor } from "../tokens.js";
import { shorten } from "./axes.js";

/** A node with what stands below it. */
export interface TreeNode {
  readonly name: string;
  /** What it is worth, in words, behind its name: "F1 0.81". */
  readonly note?: string;
  readonly color?: ColorName;
  /** Its share of the area, of nodes without children. */
  readonly size?: number;
  readonly children?: readonly TreeNode[];
}

/** What the charts of trees draw. */
export interface TreeChartOptions extends FigureOptions {
  readonly root: TreeNode;
}

const ROW = 18;

/** A tree from left to right, a row a leaf. */
export function treeChart(options: TreeChartOptions): Figure {
  const { root } = options;
  return makeFigure(options, (width) => {
    const height = Math.max(80, leaves(root) * ROW + 20);
    const longest = width < 500 ? 16 : 40;
    const room = Math.min(longest + 10, longestName(root) + 2) * 6.4 + 12;
    const label = { color: lightColor("ink"), fontSize: 11, position: "right", verticalAlign: "middle", distance: 6 };
    return {
      width,
      height,
      option: {
        series: [
          {
            type: "tree",
            data: [treeItem(root, longest)],
            top: 10,
            bottom: 10,
            left: width < 500 ? 8 : 12,
            right: Math.min(room, width * 0.55),
            initialTreeDepth: -1,
            symbol: "circle",
            symbolSize: 9,
            label: { ...label, position: "top", distance: 3, align: "left", verticalAlign: "bottom" },
            leaves: { label: { ...label, align: "left" } },
            lineStyle: { color: lightColor("rule"), width: 1 },
            emphasis: { disabled: true },
          },
        ],
      },
    };
  });
}

function treeItem({ name, note, color = "muted", children }: TreeNode, longest: number): object {
  const shown = lightColor(color);
  return {
    name: note === undefined ? shorten(name, longest) : `${shorten(name, longest)}  ${note}`,
    itemStyle: { color: shown, borderColor: shown },
    ...(children === undefined ? {} : { children: children.map((child) => treeItem(child, longest)) }),
  };
}

/** Rectangles within rectangles, as large as their sizes. */
export function treemap(options: TreeChartOptions): Figure {
  return makeFigure(options, (width) => {
    const height = width < 500 ? 420 : 480;
    return {
      width,
      height,
      option: {
        series: [
          {
            type: "treemap",
            data: (options.root.children ?? []).map(areaItem),
            left: 0,
            right: 0,
            top: 0,
            bottom: 0,
            roam: false,
            nodeClick: false,
            breadcrumb: { show: false },
            label: { fontSize: 11, overflow: "truncate" },
            upperLabel: { show: true, height: 20, fontSize: 11, color: lightColor("ink") },
            itemStyle: { borderColor: lightColor("paper"), borderWidth: 1, gapWidth: 1 },
            levels: [{ itemStyle: { gapWidth: 3 } }],
            emphasis: { disabled: true },
          },
        ],
      },
    };
  });
}

/** Rings around a middle, from the roots outwards. */
export function sunburst(options: TreeChartOptions): Figure {
  return makeFigure(options, (width) => ({
    width,
    height: Math.min(width, 560),
    option: {
      series: [
        {
          type: "sunburst",
          data: (options.root.children ?? []).map(areaItem),
          radius: ["12%", "98%"],
          nodeClick: false,
          sort: undefined,
          label: { fontSize: 10, minAngle: 6, overflow: "truncate" },
          itemStyle: { borderColor: lightColor("paper"), borderWidth: 1 },
          emphasis: { disabled: true },
        },
      ],
    },
  }));
}

function areaItem({ name, note, color = "heat3", size = 0, children }: TreeNode): object {
  return {
    name: note === undefined ? name : `${name}\n${note}`,
    itemStyle: { color: lightColor(color) },
    label: { color: inkOn(color) },
    ...(children === undefined || children.length === 0 ? { value: size } : { children: children.map(areaItem) }),
  };
}

function leaves({ children = [] }: TreeNode): number {
  return children.length === 0 ? 1 : children.reduce((sum, child) => sum + leaves(child), 0);
}

function longestName({ name, note = "", children = [] }: TreeNode): number {
  return Math.max(children.length === 0 ? name.length + note.length : 0, ...children.map(longestName));
}
