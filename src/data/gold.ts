import { type Gold, headName, type LabelNaming, sortLabels, type Task } from "../labels/index.js";
import { type Labels, labelCell, listLabels } from "./label-cells.js";
import { goldOfPaths, type PathOptions, readPaths } from "./paths.js";
import { type RowProblem, show } from "./problems.js";

/** How the labels of a row are read. */
export interface GoldOptions {
  readonly task: Task;
  /** The label column, or for a hierarchy one column a level. */
  readonly columns: readonly string[];
  readonly labelDelimiter?: string;
  readonly pathSeparator: string;
  readonly allowUnlabelled: boolean;
  readonly naming: LabelNaming;
  /** Of a hierarchy. */
  readonly paths: PathOptions;
}

/** The labels of a row, or what is wrong with them. */
export type GoldResult = { readonly gold: Gold } | { readonly problem: RowProblem };

/** Reads the labels of a row as the task asks; names take the place of codes. */
export function readGold(values: Readonly<Record<string, unknown>>, options: GoldOptions): GoldResult {
  const { task, columns, paths } = options;
  const [column = ""] = columns;
  const shown = columns.length > 1 ? columns.map((name) => values[name]) : values[column];
  const origin = { column: columns.join(", "), value: show(shown) };
  if (task === "hierarchical") {
    const found = readPaths(values, options);
    if ("problem" in found) return found;
    const made = goldOfPaths(found.paths, { ...paths, naming: options.naming });
    return "gold" in made ? made : { problem: { ...made.problem, ...origin } };
  }
  const found = cellLabels(values[column], column, options);
  if ("problem" in found) return found;
  const problem = countProblem(found.labels, origin, options);
  return problem === undefined ? renamed(found.labels, origin, options) : { problem };
}

interface Origin {
  readonly column: string;
  readonly value: string;
}

function cellLabels(value: unknown, column: string, { labelDelimiter }: GoldOptions): Labels {
  const cell = labelCell(value, column);
  if ("problem" in cell) return cell;
  if ("list" in cell) return listLabels(cell.list, column);
  const parts = labelDelimiter === undefined ? [cell.text] : cell.text.split(labelDelimiter);
  return { labels: parts.map((part) => part.trim()).filter((label) => label !== "") };
}

function countProblem(labels: readonly string[], origin: Origin, options: GoldOptions): RowProblem | undefined {
  const { task } = options;
  if (labels.some((label) => label === "")) {
    const message = "one of its labels is empty.";
    return { code: "DATA_LABEL_MISSING", ...origin, message, fix: "leave the empty label out, or fill it in." };
  }
  if (labels.length === 0 && !(task === "multi-label" && options.allowUnlabelled)) {
    const expected = task === "multi-label" ? "at least 1" : "exactly 1";
    const message = `the row has no label, but task "${task}" expects ${expected}.`;
    const allow = task === "multi-label" ? " Or set data.allow_unlabelled: true." : "";
    return { code: "DATA_LABEL_MISSING", ...origin, message, fix: `label the row, or remove it.${allow}` };
  }
  if (task === "multi-class" && labels.length > 1) {
    const message = `the row has ${labels.length} labels (${labels.join(", ")}), but task "multi-class" expects exactly 1.`;
    const fix = 'set task: "multi-label" in the config, or keep one label a row.';
    return { code: "DATA_LABEL_CARDINALITY", ...origin, message, fix };
  }
  return undefined;
}

function renamed(labels: readonly string[], origin: Origin, { task, naming }: GoldOptions): GoldResult {
  const names: string[] = [];
  for (const code of labels) {
    const name = naming.rename(0, code);
    if (name === undefined) {
      const message = `"${code}" is neither a code nor a name of ${headName(task, 0)} in data.label_names.`;
      const fix = "add it to data.label_names.";
      return { problem: { code: "DATA_LABEL_UNKNOWN", ...origin, message, fix } };
    }
    names.push(name);
  }
  return { gold: task === "multi-label" ? sortLabels([...new Set(names)]) : names };
}
