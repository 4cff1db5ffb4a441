import type { RowProblem } from "./problems.js";
import { show } from "./problems.js";
import { cellText } from "./values.js";

/** The labels of a cell or a row, or what is wrong with them. */
export type Labels = { readonly labels: readonly string[] } | { readonly problem: RowProblem };

/** A cell that holds labels: a list, or a text that is to be divided; or a problem. */
export type LabelCell =
  | { readonly list: readonly unknown[] }
  | { readonly text: string }
  | { readonly problem: RowProblem };

/** One column a level; levels may be missing at the end of a path, not inside it. */
export function levelLabels(values: Readonly<Record<string, unknown>>, columns: readonly string[]): Labels {
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

/** A cell of labels as a list, which may be written as JSON in a text, or as trimmed text. */
export function labelCell(value: unknown, column: string): LabelCell {
  if (Array.isArray(value)) return { list: value };
  const cell = cellText(value, column);
  if ("problem" in cell) return cell;
  const text = cell.text.trim();
  if (!text.startsWith("[") || !text.endsWith("]")) return { text };
  const list = jsonList(text);
  if (list !== undefined) return { list };
  return /^\[\s*'/u.test(text) ? { problem: pythonList(column, value) } : { text };
}

/** The trimmed texts of a list; an element that is a list itself is a problem. */
export function listLabels(list: readonly unknown[], column: string): Labels {
  const labels: string[] = [];
  for (const element of list) {
    const cell = cellText(element, column);
    if ("problem" in cell) return cell;
    labels.push(cell.text.trim());
  }
  return { labels };
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
