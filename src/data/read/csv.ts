import { type CsvError, type InfoRecord, parse } from "csv-parse";
import { PinakesError } from "../../shared/index.js";
import type { RowProblem } from "../problems.js";
import type { DataFile } from "./files.js";
import { badLines, readLineBlocks } from "./line-blocks.js";
import { NOT_UTF8, type RawRow, type ReadOptions } from "./rows.js";

/** A record of the parser with the lines that it spans. */
interface CsvRecord {
  readonly fields: readonly string[];
  readonly line: number;
  readonly lastLine: number;
}

/**
 * The rows of a csv or tsv file (RFC 4180; line breaks of any kind, mixed too), in batches. The first row names the
 * columns. Empty lines are no rows; every other record gives a row or a problem. After a quote that breaks the
 * structure the file is not read further, since the parser's own recovery would merge and lose rows.
 * @throws PinakesError DATA_ENCODING, DATA_FORMAT for files that can't be read as text; DATA_COLUMN for a header that
 * names a column twice.
 */
export async function* readCsv(file: DataFile, options: ReadOptions = {}): AsyncGenerator<RawRow[]> {
  const delimiter = options.delimiter ?? (file.format === "tsv" ? "\t" : ",");
  const parser = new RecordParser(delimiter, options.quotes ?? true);
  const badOnes = new Set<number>();
  let columns: readonly string[] | undefined;
  const toRow = (record: CsvRecord): RawRow[] => {
    if (columns === undefined) {
      columns = checkHeader(file, record, badOnes);
      options.onColumns?.(columns);
      return [];
    }
    if (record.lastLine > record.line && swallowsRows(record, delimiter)) options.onSwallowedRows?.(record.line);
    return [rowOf(record, columns, badOnes)];
  };
  for await (const block of readLineBlocks(file)) {
    for (const line of badLines(block)) badOnes.add(line);
    yield (await parser.write(block.bytes)).flatMap(toRow);
    if (parser.failure !== undefined) break;
  }
  if (parser.failure === undefined) yield (await parser.end()).flatMap(toRow);
  if (parser.failure !== undefined) yield [parser.failure];
}

/** csv-parse fed by hand, with physical lines: its own count takes each CRLF inside quotes for two lines. */
class RecordParser {
  failure: RawRow | undefined;
  private records: CsvRecord[] = [];
  private lastLine = 0;
  private emptyLines = 0;
  private readonly parser;

  constructor(
    private readonly delimiter: string,
    quotes: boolean,
  ) {
    this.parser = parse({
      delimiter,
      quote: quotes ? '"' : false,
      record_delimiter: ["\r\n", "\n", "\r"],
      skip_empty_lines: true,
      relax_column_count: true,
      on_record: (record: string[], info: InfoRecord) => this.onRecord(record, info),
    });
    this.parser.on("error", (error: CsvError) => this.onError(error));
    this.parser.resume();
  }

  async write(bytes: Buffer): Promise<CsvRecord[]> {
    await new Promise<void>((resolve) => this.parser.write(bytes, () => resolve()));
    return this.take();
  }

  async end(): Promise<CsvRecord[]> {
    await new Promise<void>((resolve) => {
      this.parser.on("close", resolve);
      this.parser.end();
    });
    return this.take();
  }

  private take(): CsvRecord[] {
    const taken = this.records;
    this.records = [];
    return taken;
  }

  /** Null keeps the record out of the parser's own output. */
  private onRecord(fields: string[], info: InfoRecord): null {
    const line = this.nextLine(info.empty_lines);
    let breaks = 0;
    for (const field of fields) if (field.includes("\n")) breaks += field.split("\n").length - 1;
    this.lastLine = line + breaks;
    this.records.push({ fields, line, lastLine: this.lastLine });
    return null;
  }

  /** The line of the record that follows the last one, past the empty lines between them. */
  private nextLine(emptyLines: number): number {
    const line = this.lastLine + 1 + (emptyLines - this.emptyLines);
    this.emptyLines = emptyLines;
    return line;
  }

  private onError(error: CsvError): void {
    const emptyLines = typeof error.empty_lines === "number" ? error.empty_lines : this.emptyLines;
    this.failure ??= { line: this.nextLine(emptyLines), problem: structureProblem(error, this.delimiter) };
  }
}

function structureProblem(error: CsvError, delimiter: string): RowProblem {
  const found: Readonly<Record<string, string>> = {
    CSV_QUOTE_NOT_CLOSED: "the row that begins here opens a quote that is never closed",
    CSV_INVALID_CLOSING_QUOTE: `in the row that begins here, a closing quote is not followed by ${JSON.stringify(delimiter)} or a line end`,
    INVALID_OPENING_QUOTE: "in the row that begins here, a quote stands inside a field that is not quoted",
  };
  return {
    code: "DATA_ROWS",
    message: `${found[error.code] ?? error.message}; the file is not read past this row.`,
    fix: "quote the field and double the quotes in it, or set data.quotes: false if the file does not quote its fields.",
    skippable: false,
  };
}

function checkHeader(file: DataFile, record: CsvRecord, bad: ReadonlySet<number>): readonly string[] {
  const where = `${file.name}:${record.line}`;
  if (bad.has(record.line)) throw new PinakesError("DATA_ENCODING", { where, ...NOT_UTF8 });
  const twice = record.fields.find((name, i) => name !== "" && record.fields.indexOf(name) !== i);
  if (twice === undefined) return record.fields;
  throw new PinakesError("DATA_COLUMN", {
    where,
    message: `the header names the column "${twice}" twice.`,
    fix: "give every column a name of its own in the first line.",
  });
}

function rowOf(record: CsvRecord, columns: readonly string[], bad: ReadonlySet<number>): RawRow {
  const { fields, line, lastLine } = record;
  if (bad.size > 0) {
    for (let at = line; at <= lastLine; at++) if (bad.has(at)) return { line, problem: NOT_UTF8 };
  }
  if (fields.length !== columns.length) {
    const message = `the row has ${fields.length} fields, but the header has ${columns.length}.`;
    const fix = "quote fields that hold the delimiter, or write the missing fields.";
    return { line, problem: { code: "DATA_ROWS", message, fix } };
  }
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  for (let i = 0; i < columns.length; i++) values[columns[i] as string] = fields[i] as string;
  return { line, values };
}

/** Whether a quoted field holds a whole line with as many delimiters as a row has. */
function swallowsRows(record: CsvRecord, delimiter: string): boolean {
  return record.fields.some((field) =>
    field
      .split("\n")
      .slice(1, -1)
      .some((line) => line.split(delimiter).length === record.fields.length),
  );
}
