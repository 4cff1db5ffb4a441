import stringWidth from "string-width";

/** How one column of a table is shown. */
export interface TableColumn {
  readonly header: string;
  /** Default: right for numbers, left for texts, by the first cell that is not empty. */
  readonly align?: "left" | "right";
  /** Decimals of numbers (default: as they are). */
  readonly decimals?: number;
}

/** A cell: a missing value is an empty cell. */
export type TableCell = string | number | undefined;

/** A table as aligned text, columns two spaces apart under a ruled header; widths are those on a terminal. */
export function formatTable(columns: readonly TableColumn[], rows: readonly (readonly TableCell[])[]): string {
  const texts = rows.map((row) => columns.map((column, index) => cellText(row[index], column)));
  const widths = columns.map((column, index) =>
    Math.max(stringWidth(column.header), ...texts.map((row) => stringWidth(row[index] ?? ""))),
  );
  const right = columns.map((column, index) =>
    alignsRight(
      column,
      rows.map((row) => row[index]),
    ),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => pad(cell, widths[index] ?? 0, right[index] ?? false))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [line(columns.map((column) => column.header)), rule, ...texts.map(line), ""].join("\n");
}

function cellText(cell: TableCell, { decimals }: TableColumn): string {
  if (cell === undefined) return "";
  if (typeof cell === "string") return cell;
  return decimals === undefined ? String(cell) : cell.toFixed(decimals);
}

function alignsRight(column: TableColumn, cells: readonly TableCell[]): boolean {
  if (column.align !== undefined) return column.align === "right";
  return typeof cells.find((cell) => cell !== undefined && cell !== "") === "number";
}

function pad(text: string, width: number, right: boolean): string {
  const fill = " ".repeat(Math.max(0, width - stringWidth(text)));
  return right ? fill + text : text + fill;
}
