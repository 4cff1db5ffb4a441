import { type Gold, headName, type LabelNaming, sortLabels, type Task } from "../labels/index.js";
import { type RowProblem, show } from "./problems.js";
import { cellText } from "./values.js";

/** How the labels of a row are read. */
export interface GoldOptions {
  readonly task: Task;
  /** The label column, or for a hierarchy one column a level. */
  readonly columns: readonly string[];
  readonly labelDelimiter?: string;
  readonly pathSeparator: string;
  readonly allowUnlabelled: boolean;
  readonly naming: LabelNaming;
}

/** The labels of a row, or what is wrong with them. */
export type GoldResult = { readonly gold: Gold } | { readonly problem: RowProblem };

type Labels = { readonly labels: readonly string[] } | { readonly problem: RowProblem };

/** Reads the labels of a row as the task asks; names take the place of codes. */
export function readGold(values: Readonly<Record<string, unknown>>, options: GoldOptions): GoldResult {
  const { columns } = options;
  const [column = ""] = columns;
  const found = columns.length > 1 ? levelLabels(values, columns) : cellLabels(values[column], column, options);
  if ("problem" in found) return found;
  const origin = { column: columns.join(", "), value: show(columns.length > 1 ? found.labels : values[column]) };
  const problem = countProblem(found.labels, origin, options);
  if (problem !== undefined) return { problem };
  return renamed(found.labels, origin, options);
}

interface Origin {
  readonly column: string;
  readonly value: string;
}

/** One column a level; levels may be missing at the end of a path, not inside it. */
function levelLabels(values: Readonly<Record<string, unknown>>, columns: readonly string[]): Labels {
  const labels: string[] = [];
  let gap: string | undefined;
  for (const column of columns) {
    const cell = cellText(values[column], column);
    if ("problem" in cell) return cell;
    const label = cell.text.trim();
    if (label === "") {
      gap ??= column;
    } else if (gap === undefined) {
      labels.push(label);
    } else {
      const message = `it has a label, but the level above, "${gap}", has none.`;
      const fix = "fill in the level above.";
      return { problem: { code: "DATA_LABEL_DEPTH", column, value: show(values[column]), message, fix } };
    }
  }
  return { labels };
}

function cellLabels(value: unknown, column: string, options: GoldOptions): Labels {
  if (Array.isArray(value)) return listLabels(value, column);
  const cell = cellText(value, column);
  if ("problem" in cell) return cell;
  const text = cell.text.trim();
  if (text.startsWith("[") && text.endsWith("]")) {
    const list = jsonList(text);
    if (list !== undefined) return listLabels(list, column);
    if (/^\[\s*'/u.test(text)) return { problem: pythonList(column, value) };
  }
  return { labels: splitCell(text, options) };
}

function splitCell(text: string, options: GoldOptions): string[] {
  const separator = options.task === "hierarchical" ? options.pathSeparator : options.labelDelimiter;
  const parts = separator === undefined ? [text] : text.split(separator);
  const labels = parts.map((part) => part.trim());
  // "a > > c" lacks a level, which listing "a, c" would hide; in a set an empty part says nothing.
  return options.task === "hierarchical" && text !== "" ? labels : labels.filter((label) => label !== "");
}

function jsonList(text: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function pythonList(column: string, value: unknown): RowProblem {
  const message = "it looks like a Python list, which is not JSON.";
  const fix = 'write lists as JSON (["a", "b"]), or use label_delimiter.';
  return { code: "DATA_ROWS", column, value: show(value), message, fix };
}

function listLabels(list: readonly unknown[], column: string): Labels {
  const labels: string[] = [];
  for (const element of list) {
    if (Array.isArray(element)) {
      const message = "it is a list of lists (several paths), but a row may have one path.";
      const fix = 'keep one path a row: ["general", "specific"].';
      return { problem: { code: "DATA_LABEL_CARDINALITY", column, value: show(list), message, fix } };
    }
    const cell = cellText(element, column);
    if ("problem" in cell) return cell;
    labels.push(cell.text.trim());
  }
  return { labels };
}

function countProblem(labels: readonly string[], origin: Origin, options: GoldOptions): RowProblem | undefined {
  const { task } = options;
  if (labels.some((label) => label === "")) {
    const message = "one of its labels is empty.";
    return { code: "DATA_LABEL_MISSING", ...origin, message, fix: "leave the empty label out, or fill it in." };
  }
  if (labels.length === 0 && !(task === "multi-label" && options.allowUnlabelled)) {
    const message = `the row has no label, but task "${task}" expects ${EXPECTED[task]}.`;
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

const EXPECTED: Readonly<Record<Task, string>> = {
  "multi-class": "exactly 1",
  "multi-label": "at least 1",
  hierarchical: "a label a level",
};

function renamed(labels: readonly string[], origin: Origin, options: GoldOptions): GoldResult {
  const { task, naming } = options;
  const names: string[] = [];
  for (const [level, code] of labels.entries()) {
    const head = task === "hierarchical" ? level : 0;
    const name = naming.rename(head, code);
    if (name === undefined) {
      const message = `"${code}" is neither a code nor a name of ${headName(task, head)} in data.label_names.`;
      const fix = "add it to data.label_names.";
      return { problem: { code: "DATA_LABEL_UNKNOWN", ...origin, message, fix } };
    }
    names.push(name);
  }
  return { gold: task === "multi-label" ? sortLabels([...new Set(names)]) : names };
}
