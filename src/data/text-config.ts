import { z } from "zod";
import { paths, tableKeys } from "./file-keys.js";

/** The `data` slice of a config that reads texts alone. */
export const textDataConfig = z
  .strictObject({
    train: paths.describe(
      "File, glob or list of both: txt (a text a line), csv, tsv, jsonl, parquet; .gz of the text formats.",
    ),
    validation: z
      .union([z.number().gte(0).lt(1), z.int().gte(1), paths])
      .default(0.05)
      .describe("Texts that are held out: a share of all (below 1), a number of texts, or files; 0 for none."),
    format: z
      .enum(["txt", "csv", "tsv", "jsonl", "parquet"])
      .optional()
      .describe("Format of the files, where their names don't tell it."),
    ...tableKeys,
    text: paths.default("text").describe("Column of the text, or several, joined by a newline; not of txt files."),
    sample: z.int().gte(1).optional().describe("Take the first texts only: this many, before any is held out."),
    on_bad_row: z.enum(["error", "skip"]).default("error").describe("What happens to rows that can't be read."),
  })
  .describe("Where the texts are. Empty texts, and those that were there before, are dropped.");

/** The `data` slice of a config that reads texts alone, with its defaults filled in. */
export type TextDataConfig = z.output<typeof textDataConfig>;
