import { createReadStream } from "node:fs";
import { extname } from "node:path";
import { createInterface } from "node:readline";
import { findDataFiles, readRows } from "../../data/index.js";
import { PinakesError } from "../../shared/index.js";
import type { PredictArguments } from "../command-types.js";

/** A text to label; the id of a file's row. */
export interface InputText {
  readonly text: string;
  readonly id?: string;
}

/** Which columns of an input file are read. */
export interface InputColumns {
  readonly text: readonly string[];
  readonly id?: string | undefined;
}

/** The texts of the arguments, of a file, or of standard input (one a line), in their order. */
export async function* readTexts(
  args: PredictArguments,
  columns: InputColumns,
  stdin: NodeJS.ReadableStream,
): AsyncGenerator<InputText> {
  if (args.texts.length > 0) yield* args.texts.map((text) => ({ text }));
  else if (args.input === undefined) yield* readLines(stdin);
  else if (extname(args.input) === ".txt") yield* readLines(createReadStream(args.input));
  else yield* readFileRows(args.input, columns);
}

async function* readLines(stream: NodeJS.ReadableStream): AsyncGenerator<InputText> {
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) yield { text: line };
}

async function* readFileRows(input: string, columns: InputColumns): AsyncGenerator<InputText> {
  for (const file of await findDataFiles(input, { baseDir: process.cwd(), key: "--input" })) {
    for await (const rows of readRows(file)) {
      for (const row of rows) {
        if ("problem" in row)
          throw new PinakesError(row.problem.code, { where: `${file.name}:${row.line}`, ...row.problem });
        yield pick(row.values, columns, file.name);
      }
    }
  }
}

function pick(values: Readonly<Record<string, unknown>>, { text, id }: InputColumns, file: string): InputText {
  if (text.some((column) => !(column in values))) {
    throw new PinakesError("DATA_COLUMN", {
      where: file,
      message: `the model was trained on ${text.join(", ")}; the columns here are ${Object.keys(values).join(", ")}.`,
      fix: "name the text columns as in the training data.",
    });
  }
  const joined = text.map((column) => String(values[column] ?? "")).join("\n");
  return id !== undefined && id in values ? { text: joined, id: String(values[id]) } : { text: joined };
}
