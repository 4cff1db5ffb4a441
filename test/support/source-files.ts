import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

/** The repository's root. */
export const ROOT = join(import.meta.dirname, "..", "..");

/** A TypeScript file of `src/`, parsed. */
export interface SourceFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** The files below a folder of the repository whose name ends so, from its root, sorted. */
export function filesBelow(folder: string, ending: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}

/** All files of `src/` but the tests and their helpers. */
export function sourceFiles(): SourceFile[] {
  return filesBelow("src", ".ts")
    .filter((path) => !path.endsWith(".test.ts") && !path.includes("/testing/"))
    .map((path) => parseSource(path, readFileSync(join(ROOT, path), "utf8")));
}

/** Parses the text of a file. */
export function parseSource(path: string, text: string): SourceFile {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true) };
}

/** Every node of a file, parents before children. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesOf(child);
}

/** `path:line` of a node. */
export function placeOf(file: SourceFile, node: ts.Node): string {
  return `${file.path}:${file.tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}
