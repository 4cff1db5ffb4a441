import { z } from "zod";

/** A file, a glob, or a list of both; or column names. */
export const paths = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/** The keys that say how a table of text is written. */
export const tableKeys = {
  delimiter: z
    .string()
    .length(1)
    .optional()
    .describe("What separates the fields of a csv file, where it isn't a comma (csv) or a tab (tsv)."),
  quotes: z
    .boolean()
    .default(true)
    .describe("Whether csv and tsv files quote fields; false reads a quote as any other character."),
};
