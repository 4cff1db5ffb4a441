import {
  closedSet,
  type GivenTaxonomy,
  type Gold,
  headName,
  type LabelNaming,
  PATH_SEPARATOR,
} from "../labels/index.js";
import { labelCell, levelLabels, listLabels } from "./label-cells.js";
import { type RowProblem, show } from "./problems.js";

/** How the paths of a hierarchy are read. */
export interface PathOptions {
  /** Whether a row may have several paths: its gold is the closed set of their nodes then. */
  readonly several: boolean;
  /** Whether a label takes the labels above it into its name. */
  readonly withinParent: boolean;
  /** The tree that paths are looked up in. */
  readonly taxonomy?: GivenTaxonomy;
}

/** Where the paths of a row stand. */
export interface PathColumns {
  /** The label column, or one column a level. */
  readonly columns: readonly string[];
  /** What separates several paths in one text. */
  readonly labelDelimiter?: string;
  readonly pathSeparator: string;
  readonly paths: PathOptions;
}

type Paths = { readonly paths: readonly (readonly string[])[] } | { readonly problem: RowProblem };

/**
 * The paths of a row as they are written: columns of levels, a list of labels, a list of lists, or a text. Where there
 * may be several, texts in a list are paths if they hold the separator, or nodes if there is a taxonomy; else the list is
 * one path.
 */
export function readPaths(values: Readonly<Record<string, unknown>>, options: PathColumns): Paths {
  const { columns, labelDelimiter, pathSeparator } = options;
  if (columns.length > 1) {
    const found = levelLabels(values, columns);
    return "problem" in found ? found : { paths: found.labels.length === 0 ? [] : [found.labels] };
  }
  const [column = ""] = columns;
  const cell = labelCell(values[column], column);
  if ("problem" in cell) return cell;
  if ("list" in cell) return listPaths(cell.list, column, options);
  if (cell.text === "") return { paths: [] };
  const parts = options.paths.several && labelDelimiter !== undefined ? cell.text.split(labelDelimiter) : [cell.text];
  const texts = parts.filter((part) => part.trim() !== "");
  return { paths: texts.map((text) => splitText(text, pathSeparator)) };
}

function splitText(text: string, separator: string): string[] {
  return text.split(separator).map((label) => label.trim());
}

function listPaths(list: readonly unknown[], column: string, { pathSeparator, paths }: PathColumns): Paths {
  if (list.some(Array.isArray)) {
    if (!paths.several && list.length > 1) return { problem: severalPaths(list, column) };
    const found: (readonly string[])[] = [];
    for (const element of list) {
      const path = listLabels(Array.isArray(element) ? element : [element], column);
      if ("problem" in path) return path;
      found.push(path.labels);
    }
    return { paths: found };
  }
  const texts = listLabels(list, column);
  if ("problem" in texts) return texts;
  const { labels } = texts;
  if (labels.length === 0) return { paths: [] };
  const eachIsPath =
    paths.several && (paths.taxonomy !== undefined || labels.some((label) => label.includes(pathSeparator)));
  return { paths: eachIsPath ? labels.map((label) => splitText(label, pathSeparator)) : [labels] };
}

function severalPaths(list: readonly unknown[], column: string): RowProblem {
  const message = "it is a list of lists (several paths), but a row may have one path.";
  const fix =
    'set hierarchy.method: conditional_sigmoid, which learns several paths, or keep one path a row: ["general", "specific"].';
  return { code: "DATA_LABEL_CARDINALITY", column, value: show(list), message, fix };
}

/** The gold of a row's paths, or what is wrong with them: each is looked up, then renamed. */
export function goldOfPaths(
  paths: readonly (readonly string[])[],
  options: PathOptions & { readonly naming: LabelNaming },
): { readonly gold: Gold } | { readonly problem: RowProblem } {
  if (paths.length === 0 || paths.some((path) => path.length === 0)) {
    const message = 'the row has no label, but task "hierarchical" expects a path of at least one.';
    return { problem: { code: "DATA_LABEL_MISSING", message, fix: "label the row, or remove it." } };
  }
  const made: (readonly string[])[] = [];
  for (const path of paths) {
    if (path.some((label) => label === "")) {
      const message = "one of its labels is empty.";
      return { problem: { code: "DATA_LABEL_MISSING", message, fix: "leave the empty label out, or fill it in." } };
    }
    const found = options.taxonomy?.find(path) ?? { path };
    if ("problem" in found) {
      const fix = "correct the label, or add it to the file of hierarchy.taxonomy.";
      return { problem: { code: "DATA_LABEL_UNKNOWN", message: found.problem, fix } };
    }
    const named = namedPath(found.path, options);
    if ("problem" in named) return named;
    made.push(named.path);
  }
  return { gold: options.several ? closedSet(made) : (made[0] as Gold) };
}

function namedPath(
  labels: readonly string[],
  { naming, several, withinParent }: PathOptions & { readonly naming: LabelNaming },
): { readonly path: Gold } | { readonly problem: RowProblem } {
  const path: string[] = [];
  for (const [level, code] of labels.entries()) {
    const name = naming.rename(level, code);
    if (name === undefined) {
      const message = `"${code}" is neither a code nor a name of ${headName("hierarchical", level)} in data.label_names.`;
      return { problem: { code: "DATA_LABEL_UNKNOWN", message, fix: "add it to data.label_names." } };
    }
    if (several && name.includes(PATH_SEPARATOR)) {
      const message = `the label "${name}" holds "${PATH_SEPARATOR}", which joins the labels of a path.`;
      return { problem: { code: "DATA_ROWS", message, fix: "rename the label." } };
    }
    // Nodes of several paths are told apart by their whole path as it is.
    path.push(withinParent && !several && level > 0 ? `${path[level - 1]}/${name}` : name);
  }
  return { path };
}
