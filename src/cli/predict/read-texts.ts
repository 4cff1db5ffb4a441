import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { extname } from "node:path";
import { findDataFiles, joinTexts, type RawRow, readRows } from "../../data/index.js";
import type { InputForm } from "../../runs/index.js";
import { PinakesError, present } from "../../shared/index.js";
import type { PredictArguments } from "../command-types.js";
import type { Io } from "../io.js";

/** A text to label; the id of a file's row. */
export interface InputText {
  readonly text: string;
  readonly id?: string;
}

/** What reading needs beside the arguments. */
export interface ReadTextsOptions {
  /** How a file with columns is read. */
  readonly form: InputForm | undefined;
  readonly io: Pick<Io, "stdin" | "err">;
}

/** Whether an input is a file with columns: one that is not of plain lines. */
export function readsColumns(input: string | undefined): input is string {
  return input !== undefined && extname(input).toLowerCase() !== ".txt";
}

/** The texts of the arguments, of a file, or of standard input (one a line), in their order. */
export async function* readTexts(
  { texts, input }: PredictArguments,
  { form, io }: ReadTextsOptions,
): AsyncGenerator<InputText> {
  if (texts.length > 0) yield* texts.map((text) => ({ text }));
  else if (readsColumns(input)) yield* readFileRows(input, present(form, "the form of the input"));
  else if (input !== undefined) yield* readTextFile(input);
  else {
    if (io.stdin.isTTY) io.err.write("reading texts from the terminal, one a line; end with Ctrl-D\n");
    yield* readLines(io.stdin, "standard input");
  }
}

async function* readTextFile(path: string): AsyncGenerator<InputText> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) {
    throw new PinakesError("DATA_NOT_FOUND", {
      where: "--input",
      message: `there is no file "${path}".`,
      fix: "correct the path.",
    });
  }
  yield* readLines(createReadStream(path), path);
}

async function* readLines(stream: NodeJS.ReadableStream, where: string): AsyncGenerator<InputText> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decode(() => decoder.decode(chunk as Buffer, { stream: true }), where)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.map(toText);
  }
  rest += decode(() => decoder.decode(), where);
  if (rest !== "") yield toText(rest);
}

function toText(line: string): InputText {
  return { text: line.endsWith("\r") ? line.slice(0, -1) : line };
}

function decode(read: () => string, where: string): string {
  try {
    return read();
  } catch (cause) {
    throw new PinakesError("DATA_ENCODING", {
      where,
      message: "it is not valid UTF-8.",
      fix: "convert it to UTF-8 (iconv -f LATIN1 -t UTF-8).",
      cause,
    });
  }
}

async function* readFileRows(input: string, form: InputForm): AsyncGenerator<InputText> {
  for (const file of await findDataFiles(input, { baseDir: process.cwd(), key: "--input" })) {
    // The delimiter of the training data may be that of its csv files; a tsv file says its own.
    const delimiter = file.format === "tsv" ? undefined : form.delimiter;
    for await (const rows of readRows(file, { delimiter, quotes: form.quotes })) {
      for (const row of rows) yield pick(row, form, file.name);
    }
  }
}

function pick(row: RawRow, { text, id }: InputForm, file: string): InputText {
  const where = `${file}:${row.line}`;
  if ("problem" in row) throw new PinakesError(row.problem.code, { where, ...row.problem });
  const { values } = row;
  const missing = text.filter((column) => !(column in values));
  if (missing.length > 0) {
    throw new PinakesError("DATA_COLUMN", {
      where,
      message: `the model reads ${text.join(", ")}, but ${missing.join(", ")} is not among ${Object.keys(values).join(", ")}.`,
      fix: "name the text columns as in the training data.",
    });
  }
  const joined = joinTexts(values, text);
  if ("problem" in joined) throw new PinakesError(joined.problem.code, { where, ...joined.problem });
  return id !== undefined && id in values ? { text: joined.text, id: String(values[id]) } : { text: joined.text };
}
