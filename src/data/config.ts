import { z } from "zod";
import { paths, tableKeys } from "./file-keys.js";

export { textDataConfig } from "./text-config.js";

const share = z
  .union([z.number().gt(0).lt(1), z.int().gte(1)])
  .describe("A share of all rows (below 1) or a number of rows.");

const splitByMethod = z.strictObject({
  method: z
    .enum(["stratified", "random", "sequential", "group", "time"])
    .default("stratified")
    .describe(
      "How rows are drawn: stratified keeps the labels' shares (those of whole paths for hierarchies; of each label for sets of labels, by iterative stratification).",
    ),
  validation: share.optional().describe("Rows for validation: a share of all rows or a number of rows."),
  test: share.optional().describe("Rows for test: a share of all rows or a number of rows."),
  seed: z.int().nonnegative().optional().describe("Seed of the split; the first training seed where not given."),
  by: z.string().optional().describe("The column of the group or the time, for the methods group and time."),
});

const splitByColumn = z.strictObject({
  column: z.string().describe("A column that says train, validation or test for each row."),
  validation: share.optional().describe("Rows held out of the train part for validation, if the column names none."),
  seed: z.int().nonnegative().optional().describe("Seed of that validation part."),
});

const splitByFile = z.strictObject({
  file: z.string().describe("A JSON file of row indices: {train, validation, test}, counted from 0 over all rows."),
});

/** The `data` slice of the config: which files, which columns, which split. */
export const dataConfig = z
  .strictObject({
    train: paths.describe("File, glob or list of both: csv, tsv, jsonl, parquet; .gz of the text formats."),
    validation: paths.optional().describe("Files of the validation split."),
    test: paths.optional().describe("Files of the test split."),
    format: z
      .enum(["csv", "tsv", "jsonl", "parquet"])
      .optional()
      .describe("Format of the files, where their names don't tell it."),
    ...tableKeys,
    text: paths.default("text").describe("Column of the text, or several, joined by a newline."),
    labels: paths.default("labels").describe("Column of the label, the list or the path; or one column a level."),
    label_delimiter: z.string().min(1).optional().describe("What separates several labels in one column."),
    allow_unlabelled: z
      .boolean()
      .default(false)
      .describe("For multi-label: take a row without labels as one with the empty set."),
    path_separator: z.string().min(1).default(" > ").describe("What separates the levels of a path in one column."),
    id: z.string().optional().describe("Column of the row's name in predictions; the row index where not given."),
    label_order: z
      .enum(["sorted", "first_seen", "given"])
      .default("sorted")
      .describe("Order of the label ids; given takes that of label_names."),
    label_names: z
      .union([
        z.array(z.string()),
        z.record(z.string(), z.string()),
        z.record(z.string(), z.union([z.array(z.string()), z.record(z.string(), z.string())])),
      ])
      .optional()
      .describe("Names for label codes: a map or a list in the order of ids; for a hierarchy one such a level."),
    split: z
      .union([splitByMethod, splitByColumn, splitByFile])
      .optional()
      .describe("How rows are divided: by method, by a column, or by a file of row indices."),
    sample: z
      .union([z.string().regex(/^\d+(\.\d+)?%$/u), z.int().gte(1)])
      .optional()
      .describe('Take the first part of the rows only: a percentage ("5%") or a number, before the split.'),
    train_share: z
      .number()
      .gt(0)
      .lte(1)
      .default(1)
      .describe(
        "Share of the training part that is learned from, each label in its share; smaller shares are parts of larger ones, validation and test stay (`pinakes compare --learning-curve` tries several).",
      ),
    on_bad_row: z.enum(["error", "skip"]).default("error").describe("What happens to rows that can't be read."),
    on_empty: z
      .enum(["keep", "drop", "error"])
      .default("keep")
      .describe("What happens to empty texts: keep treats one as a single unknown token."),
  })
  .describe("Where the texts and labels are.");

/** The `data` slice with its defaults filled in. */
export type DataConfig = z.output<typeof dataConfig>;
/** How rows are divided: by method, by a column or by a file. */
export type SplitConfig = NonNullable<DataConfig["split"]>;
