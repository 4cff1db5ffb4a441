import { tokenizeWords } from "../../text/index.js";

/** What the values of one column look like. */
export interface ColumnProfile {
  readonly name: string;
  /** Rows with a value that is not empty. */
  readonly filled: number;
  /** Share of the filled rows that hold a list. */
  readonly listShare: number;
  readonly meanLength: number;
  readonly meanWords: number;
  /** Values as texts, a row each; lists as their items. */
  readonly values: readonly (string | readonly string[])[];
  /** Distinct values, or distinct items of lists. */
  readonly distinct: number;
}

/** Profiles of all columns, in the order in which they occur. */
export function profileColumns(rows: readonly Readonly<Record<string, unknown>>[]): ColumnProfile[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...names].map((name) =>
    profileColumn(
      name,
      rows.map((row) => row[name]),
    ),
  );
}

function profileColumn(name: string, raw: readonly unknown[]): ColumnProfile {
  const values = raw.map(textOf).filter((value) => value !== undefined && value.length > 0) as ColumnProfile["values"];
  const texts = values.map((value) => (typeof value === "string" ? value : value.join(" ")));
  const words = texts.map(countWords);
  return {
    name,
    filled: values.length,
    listShare: share(values.filter((value) => typeof value !== "string").length, values.length),
    meanLength: mean(texts.map((text) => text.length)),
    meanWords: mean(words),
    values,
    distinct: new Set(values.flat()).size,
  };
}

/** Tokens, as a model counts them, that 95 of 100 of a column's texts do not go beyond. */
export function usualTokens({ values }: ColumnProfile): number {
  const counts = values.map((value) => tokenizeWords([value].flat().join(" ")).length).sort((a, b) => a - b);
  return counts[Math.floor(0.95 * counts.length)] ?? 0;
}

function textOf(value: unknown): string | string[] | undefined {
  if (Array.isArray(value)) return value.map(String);
  if (value === null || value === undefined || typeof value === "object") return undefined;
  return String(value).trim();
}

function countWords(text: string): number {
  return text.split(/\s+/u).filter((word) => word !== "").length;
}

function mean(numbers: readonly number[]): number {
  return share(
    numbers.reduce((sum, number) => sum + number, 0),
    numbers.length,
  );
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
