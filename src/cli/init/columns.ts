import { mean } from "../../shared/index.js";
import { countWords, tokenizeWords } from "../../text/index.js";

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
  return {
    name,
    filled: values.length,
    listShare: share(values.filter((value) => typeof value !== "string").length, values.length),
    meanLength: mean(texts.map((text) => text.length)) || 0,
    meanWords: mean(texts.map(countWords)) || 0,
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

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
