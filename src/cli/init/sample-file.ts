import { findDataFiles, readRows } from "../../data/index.js";
import { PinakesError } from "../../shared/index.js";

/** Rows that are looked at for a guess. */
export const SAMPLE_ROWS = 5000;

/** The first rows of a data file. */
export interface FileSample {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Whether the file goes on after these rows. */
  readonly hasMore: boolean;
  /** Rows among these that can't be read. */
  readonly badRows: number;
}

/**
 * Reads the first rows of a file (or of the first file of a glob).
 *
 * @throws PinakesError DATA_NOT_FOUND, DATA_FORMAT, DATA_ENCODING, or DATA_EMPTY where no row can be read
 */
export async function sampleFile(path: string, maxRows: number): Promise<FileSample> {
  const [file] = await findDataFiles(path, { baseDir: process.cwd(), key: "DATA" });
  const rows: Readonly<Record<string, unknown>>[] = [];
  let badRows = 0;
  if (file === undefined) return { rows, hasMore: false, badRows };
  for await (const batch of readRows(file)) {
    for (const row of batch) {
      if (rows.length >= maxRows) return { rows, hasMore: true, badRows };
      if ("problem" in row) badRows++;
      else rows.push(row.values);
    }
  }
  if (rows.length > 0) return { rows, hasMore: false, badRows };
  throw new PinakesError("DATA_EMPTY", {
    where: path,
    message: badRows === 0 ? "the file holds no rows" : `none of the ${badRows} rows can be read`,
    fix: "give a file with a row for each text: csv or tsv with a header, jsonl or parquet.",
  });
}
