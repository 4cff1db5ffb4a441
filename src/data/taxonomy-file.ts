import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse as parseCsv } from "csv-parse/sync";
import { parse as parseYaml } from "yaml";
import { GivenTaxonomy, type Gold, type TaxonomyEdge } from "../labels/index.js";
import { PinakesError } from "../shared/index.js";

type Reader = (name: string, text: string) => GivenTaxonomy;

const READERS: Readonly<Record<string, Reader>> = {
  ".json": (name, text) => readNested(name, () => JSON.parse(text)),
  ".yaml": (name, text) => readNested(name, () => parseYaml(text)),
  ".yml": (name, text) => readNested(name, () => parseYaml(text)),
  ".csv": (name, text) => readTable(name, text, ","),
  ".tsv": (name, text) => readTable(name, text, "\t"),
  ".tab": (name, text) => readTable(name, text, "\t"),
  ".taxonomy": (name, text) => readTable(name, text, "\t"),
};

/**
 * Reads the file of a taxonomy. JSON and YAML nest: a map from a node to what is below it (a map, a list, or nothing).
 * CSV and TSV have the columns `child` and `parent` (empty on the first level); without these names, each line is a
 * parent and its children.
 * @throws PinakesError DATA_NOT_FOUND; DATA_FORMAT for an unknown ending; DATA_TAXONOMY for what is no tree
 */
export async function readTaxonomy(file: string, baseDir: string): Promise<GivenTaxonomy> {
  const read = READERS[path.extname(file).toLowerCase()];
  if (read === undefined) {
    throw new PinakesError("DATA_FORMAT", {
      where: "hierarchy.taxonomy",
      message: `the ending of "${file}" is not one of ${Object.keys(READERS).join(", ")}.`,
      fix: "write the tree as nested JSON or YAML, or as a CSV or TSV file with the columns child and parent.",
    });
  }
  const text = await readFile(path.resolve(baseDir, file), "utf8").catch((cause: unknown) => {
    throw new PinakesError("DATA_NOT_FOUND", {
      where: "hierarchy.taxonomy",
      message: `"${file}" can't be read in ${baseDir}.`,
      fix: "correct the path (relative paths start at the config's folder).",
      cause,
    });
  });
  return read(file, text.replace(/^\uFEFF/u, ""));
}

function readTable(name: string, text: string, delimiter: string): GivenTaxonomy {
  const lines = attempt(name, (): string[][] =>
    parseCsv(text, { delimiter, relax_column_count: true, skip_empty_lines: true, trim: true, bom: true }),
  );
  const [header = []] = lines;
  const [child, parent] = ["child", "parent"].map((column) =>
    header.findIndex((title) => title.toLowerCase() === column),
  ) as [number, number];
  if (child < 0 || parent < 0) return GivenTaxonomy.ofEdges(name, familyEdges(lines));
  const edges = lines.slice(1).map((line, index): TaxonomyEdge => {
    const label = line[child] ?? "";
    if (label === "") throw broken(name, `row ${index + 2} has no child`);
    return { parent: line[parent] || undefined, child: label };
  });
  return GivenTaxonomy.ofEdges(name, edges);
}

/** A line is a parent and its children; a parent alone is a node of the first level where no other line has it. */
function familyEdges(lines: readonly (readonly string[])[]): TaxonomyEdge[] {
  const edges = lines.flatMap(([parent = "", ...children]) =>
    children.filter((child) => child !== "").map((child): TaxonomyEdge => ({ parent, child })),
  );
  const named = new Set(edges.flatMap(({ parent, child }) => [parent, child]));
  const alone = lines.flatMap(([first = ""]) => (first === "" || named.has(first) ? [] : [first]));
  return [...edges, ...alone.map((child): TaxonomyEdge => ({ child }))];
}

function readNested(name: string, parse: () => unknown): GivenTaxonomy {
  return GivenTaxonomy.ofPaths(name, leavesOf(name, attempt(name, parse), []));
}

function leavesOf(name: string, value: unknown, above: Gold): Gold[] {
  if (value === null || value === undefined || value === "") return above.length === 0 ? [] : [above];
  if (typeof value === "string" || typeof value === "number") return [extended(name, above, String(value))];
  if (Array.isArray(value)) {
    if (value.length === 0) return leavesOf(name, null, above);
    return value.flatMap((entry: unknown) => leavesOf(name, entry, above));
  }
  if (typeof value !== "object") {
    throw broken(name, `${JSON.stringify(value)} under "${above.join(" > ")}" is neither a name, a list nor a map`);
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return leavesOf(name, null, above);
  return entries.flatMap(([label, below]) => leavesOf(name, below, extended(name, above, label)));
}

function extended(name: string, above: Gold, label: string): Gold {
  if (label.trim() === "") throw broken(name, `a node under "${above.join(" > ")}" has no name`);
  return [...above, label.trim()];
}

function attempt<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw broken(name, (error as Error).message, error);
  }
}

function broken(name: string, message: string, cause?: unknown): PinakesError {
  return new PinakesError("DATA_TAXONOMY", {
    where: name,
    message: `${message}.`,
    fix: 'nest the names ({"Arts": {"Music": null}}), or write the columns child and parent, or a parent and its children a line.',
    cause,
  });
}
