import type { RowProblem } from "../problems.js";

/** One row as it stands in a file: its values by column, or what keeps it from being read. */
export type RawRow =
  | { readonly line: number; readonly values: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly problem: RowProblem };

/** What a reader is told. */
export interface ReadOptions {
  /** Field separator of csv and tsv files; by default that of the format. */
  readonly delimiter?: string;
  /** Whether csv and tsv files quote fields. Default: true. */
  readonly quotes?: boolean;
  /** The columns to read, where a format can leave out the others (Parquet). Default: all. */
  readonly columns?: readonly string[];
  /** Called once, before the first row, with the columns of a file whose format declares them; it may throw. */
  readonly onColumns?: (columns: readonly string[]) => void;
  /** Called for each csv row with a quoted field that holds lines which look like rows of their own. */
  readonly onSwallowedRows?: (line: number) => void;
}

/** The problem of a row that is not valid UTF-8. */
export const NOT_UTF8: RowProblem = {
  code: "DATA_ENCODING",
  message: "it is not valid UTF-8.",
  fix: "convert the file to UTF-8 (iconv -f LATIN1 -t UTF-8).",
};
