import { type ErrorCode, PinakesError } from "../shared/index.js";
import type { Place } from "./types.js";

/** What is wrong with one row. */
export interface RowProblem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly fix: string;
  readonly column?: string;
  /** The offending value, shortened for print. */
  readonly value?: string;
  /** Whether `on_bad_row: skip` may drop the row; not where the end of the row is unknown. Default: true. */
  readonly skippable?: boolean;
}

const LISTED = 20;
const SHOWN = 80;

/** A value as an error message shows it. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "bigint" ? `${value}` : JSON.stringify(value);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}

/** A place as error messages show it. */
export function formatPlace(place: Place): string {
  return place.file.endsWith(".parquet") ? `${place.file} row ${place.line}` : `${place.file}:${place.line}`;
}

interface Entry {
  readonly code: ErrorCode;
  readonly fix: string;
  readonly line: string;
  readonly skippable: boolean;
}

/** Collects the problems of a whole load, so that one error can tell them all. */
export class ProblemLog {
  private readonly entries: Entry[] = [];

  /** Notes what is wrong with the row of the given place. */
  add(place: Place, problem: RowProblem): void {
    const column = problem.column === undefined ? "" : `, column "${problem.column}"`;
    const value = problem.value === undefined ? "" : `, value ${problem.value}`;
    const line = `${formatPlace(place)}${column}${value}: ${problem.message}`;
    this.entries.push({ code: problem.code, fix: problem.fix, line, skippable: problem.skippable ?? true });
  }

  /**
   * Throws one error for all problems; under skip only for those that can't be skipped.
   * @throws PinakesError of the problems' code where they share one, else DATA_ROWS.
   */
  raise(policy: "error" | "skip", rows: number): void {
    const fatal = policy === "error" ? this.entries : this.entries.filter((entry) => !entry.skippable);
    const first = fatal[0];
    if (first === undefined) return;
    const code = fatal.every((entry) => entry.code === first.code) ? first.code : "DATA_ROWS";
    const listed = fatal.slice(0, LISTED).map((entry) => `\n  ${entry.line}`);
    const more = fatal.length > LISTED ? `\n  … and ${fatal.length - LISTED} more` : "";
    const fixes = [...new Set(fatal.map((entry) => entry.fix))].slice(0, 4);
    if (fatal.some((entry) => entry.skippable)) fixes.push("set data.on_bad_row: skip to leave such rows out.");
    throw new PinakesError(code, {
      message: `${fatal.length} of ${rows} rows can't be used:${listed.join("")}${more}`,
      fix: fixes.join(" Or "),
    });
  }
}
