import type { Gold } from "../types.js";

/** What joins the labels of a path to the name of a node. */
export const PATH_SEPARATOR = " > ";

/** The name of the node that a path leads to. */
export function joinPath(labels: readonly string[]): string {
  return labels.join(PATH_SEPARATOR);
}

/** The labels of a joined path. */
export function splitPath(node: string): string[] {
  return node.split(PATH_SEPARATOR);
}

/** The joined path of a node's parent, or undefined on the first level. */
export function parentPath(node: string): string | undefined {
  const end = node.lastIndexOf(PATH_SEPARATOR);
  return end < 0 ? undefined : node.slice(0, end);
}

/** The level of a node by its joined path, from 0. */
export function pathLevel(node: string): number {
  return splitPath(node).length - 1;
}

/** All nodes that paths pass, as joined paths: the gold of a text with several paths. */
export function closedSet(paths: readonly (readonly string[])[]): Gold {
  const nodes = new Set(paths.flatMap((path) => path.map((_, level) => joinPath(path.slice(0, level + 1)))));
  // Code points put a text before all that it begins, and thus a parent before its children.
  return [...nodes].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
