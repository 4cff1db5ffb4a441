import { PinakesError } from "../../shared/index.js";
import type { DataFile } from "./files.js";
import type { RawRow, ReadOptions } from "./rows.js";

/**
 * The rows of a Parquet file, in batches, by DuckDB; `line` is the row's number from 1.
 * @throws PinakesError DATA_FORMAT for a file that is broken, or that gives fewer rows than it declares.
 */
export async function* readParquet(file: DataFile, options: ReadOptions = {}): AsyncGenerator<RawRow[]> {
  if (/[*?[\]{}]/u.test(file.path)) {
    // DuckDB would read the name as a glob, and perhaps another file.
    throw broken(file, "the path of a Parquet file must not hold *, ?, [, ], { or }", "rename the file or its folder.");
  }
  // Imported here: it is large, and most data is not Parquet.
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  try {
    const schema = await connection.runAndReadAll(
      "DESCRIBE SELECT * FROM read_parquet($1, hive_partitioning = false)",
      [file.path],
    );
    const columns = schema.getRowObjectsJson().map((row) => String(row.column_name));
    options.onColumns?.(columns);
    const wanted = options.columns?.filter((column) => columns.includes(column)) ?? columns;
    const counted = await connection.runAndReadAll("SELECT num_rows FROM parquet_file_metadata($1)", [file.path]);
    const declared = Number(counted.getRowObjectsJson()[0]?.num_rows);
    const result = await connection.stream(
      `SELECT ${wanted.map(quoteIdentifier).join(", ")} FROM read_parquet($1, hive_partitioning = false, binary_as_string = true)`,
      [file.path],
    );
    let count = 0;
    for await (const rows of result.yieldRowObjectJs()) {
      const firstLine = count + 1;
      count += rows.length;
      yield rows.map((values, i) => ({ line: firstLine + i, values }));
    }
    if (count !== declared) throw broken(file, `it declares ${declared} rows, but ${count} could be read`, COPY_AGAIN);
  } catch (cause) {
    if (cause instanceof PinakesError) throw cause;
    const [reason = ""] = (cause as Error).message.split("\n");
    throw broken(file, `it can't be read as Parquet (${reason})`, COPY_AGAIN, cause);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const COPY_AGAIN = "write, copy or download the file again.";

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function broken(file: DataFile, what: string, ...[fix, cause]: [fix: string, cause?: unknown]): PinakesError {
  return new PinakesError("DATA_FORMAT", { where: file.name, message: `${what}.`, fix, cause });
}
