import { readCsv } from "./csv.js";
import type { DataFile } from "./files.js";
import { readJsonl } from "./jsonl.js";
import { readParquet } from "./parquet.js";
import type { RawRow, ReadOptions } from "./rows.js";
import { readTxt } from "./txt.js";

export { type DataFile, type DataFormat, type FindOptions, findDataFiles } from "./files.js";
export type { RawRow, ReadOptions } from "./rows.js";

/**
 * The rows of a data file, in batches and in order. Every row of the file comes out, as values or as a problem.
 * @throws PinakesError DATA_ENCODING, DATA_FORMAT, DATA_COLUMN for files that can't be read at all.
 */
export function readRows(file: DataFile, options: ReadOptions = {}): AsyncGenerator<RawRow[]> {
  if (file.format === "jsonl") return readJsonl(file);
  if (file.format === "txt") return readTxt(file);
  return file.format === "parquet" ? readParquet(file, options) : readCsv(file, options);
}
