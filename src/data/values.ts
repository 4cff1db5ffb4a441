import type { RowProblem } from "./problems.js";
import { show } from "./problems.js";

/** A value of a cell as text, with what had to be done to it; or a problem. */
export type CellText =
  | { readonly text: string; readonly kind: "text" | "missing" | "converted" }
  | { readonly problem: RowProblem };

/** The text of several columns, or what is wrong with one of them. */
export type JoinedText = { readonly text: string } | { readonly problem: RowProblem };

/** The text columns of a row as one text: those that are not empty, joined by a newline. */
export function joinTexts(
  values: Readonly<Record<string, unknown>>,
  columns: readonly string[],
  onCell: (kind: "text" | "missing" | "converted") => void = () => {},
): JoinedText {
  const parts: string[] = [];
  for (const column of columns) {
    const cell = cellText(values[column], column);
    if ("problem" in cell) return cell;
    onCell(cell.kind);
    if (cell.text !== "") parts.push(cell.text);
  }
  return { text: parts.join("\n") };
}

const UNSAFE: Pick<RowProblem, "message" | "fix"> = {
  message: "the number is too large to be read exactly.",
  fix: "write it as a string, in quotes.",
};

/**
 * A cell as text. Null, NaN and an absent key are missing; numbers, booleans and dates are converted; lists and
 * objects are a problem.
 */
export function cellText(value: unknown, column: string): CellText {
  if (typeof value === "string") return { text: value, kind: "text" };
  if (value === undefined || value === null || Number.isNaN(value)) return { text: "", kind: "missing" };
  if (typeof value === "number") {
    // JSON.parse rounds such numbers, so that two ids could become one.
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      return { problem: { code: "DATA_ROWS", column, value: show(value), ...UNSAFE } };
    }
    return { text: String(value), kind: "converted" };
  }
  if (typeof value === "boolean" || typeof value === "bigint") return { text: String(value), kind: "converted" };
  if (value instanceof Date) return { text: value.toISOString(), kind: "converted" };
  const what = Array.isArray(value) ? "a list" : "an object";
  const fix = "write a string, or name another column.";
  return { problem: { code: "DATA_ROWS", column, value: show(value), message: `it is ${what}, not text.`, fix } };
}
