import { ProblemLog } from "./problems.js";
import { type DataFile, findDataFiles, type RawRow, readRows } from "./read/index.js";
import { TXT_COLUMN } from "./read/txt.js";
import { checkColumns } from "./roles.js";
import type { TextDataConfig } from "./text-config.js";
import type { FileReport } from "./types.js";
import { joinTexts } from "./values.js";

/** Texts without labels, in the order of the files. */
export interface LoadedTexts {
  readonly texts: readonly string[];
  readonly files: readonly FileReport[];
  /** Rows that could not be read and were skipped. */
  readonly skipped: number;
}

/** Which files, and where they are. */
export interface LoadTextsOptions {
  readonly patterns: string | readonly string[];
  /** The config key of the patterns, for errors. */
  readonly key: string;
  /** The folder that relative paths start from. */
  readonly baseDir: string;
  /** Most texts that are read; all where not given. */
  readonly limit?: number | undefined;
}

/**
 * Reads texts, and nothing else, from txt, csv, tsv, jsonl or parquet files.
 * @throws PinakesError DATA_NOT_FOUND, DATA_FORMAT, DATA_ENCODING, DATA_COLUMN for whole files; for bad rows all in one,
 * the code that they share or DATA_ROWS
 */
export async function loadTexts(config: TextDataConfig, options: LoadTextsOptions): Promise<LoadedTexts> {
  const { patterns, key, baseDir, limit = Number.POSITIVE_INFINITY } = options;
  const files = await findDataFiles(patterns, { baseDir, format: config.format, key, plainText: true });
  const reader = new TextReader(config, limit);
  for (const file of files) if (!reader.full) await reader.read(file);
  return reader.finish();
}

class TextReader {
  private readonly texts: string[] = [];
  private readonly files: FileReport[] = [];
  private readonly problems = new ProblemLog();
  private rows = 0;
  private skipped = 0;

  constructor(
    private readonly config: TextDataConfig,
    private readonly limit: number,
  ) {}

  get full(): boolean {
    return this.texts.length >= this.limit;
  }

  async read(file: DataFile): Promise<void> {
    const { delimiter, quotes } = this.config;
    const columns = file.format === "txt" ? [TXT_COLUMN] : [this.config.text].flat();
    const roles = { keys: new Map(columns.map((column) => [column, "data.text"])) };
    const before = this.rows;
    const seen = new Set<string>();
    const onColumns = (found: readonly string[]): void => checkColumns(file.name, found, roles);
    for await (const batch of readRows(file, { delimiter, quotes, columns, onColumns })) {
      for (const row of batch) {
        if (this.full) break;
        if (file.format === "jsonl" && "values" in row) for (const name in row.values) seen.add(name);
        this.add(file, row, columns);
      }
      if (this.full) break;
    }
    // JSON Lines declare no columns: one is missing where no row of the file has it.
    if (seen.size > 0) checkColumns(file.name, [...seen], roles);
    this.files.push({ file: file.name, rows: this.rows - before });
  }

  finish(): LoadedTexts {
    const { texts, files, skipped, rows } = this;
    this.problems.raise(this.config.on_bad_row, rows);
    return { texts, files, skipped };
  }

  private add(file: DataFile, row: RawRow, columns: readonly string[]): void {
    this.rows++;
    const read = "problem" in row ? row : joinTexts(row.values, columns);
    if ("problem" in read) {
      this.problems.add({ file: file.name, line: row.line }, read.problem);
      this.skipped++;
      return;
    }
    this.texts.push(read.text);
  }
}
