import { z } from "zod";

/** Cleaning by named switches, in the order in which they are applied. */
export const cleaningConfig = z
  .strictObject({
    unicode: z.enum(["none", "NFC", "NFD", "NFKC", "NFKD"]).default("none").describe("Unicode normal form."),
    html: z.boolean().default(false).describe("Drop HTML tags and decode entities."),
    urls: z.boolean().default(false).describe("Drop URLs."),
    emails: z.boolean().default(false).describe("Drop e-mail addresses."),
    mentions: z.boolean().default(false).describe("Drop @mentions."),
    lowercase: z.boolean().default(false).describe("Lower-case the text."),
    accents: z.boolean().default(false).describe("Drop accents (combining marks after NFKD)."),
    digits: z.boolean().default(false).describe("Drop digits."),
    stop_words: z
      .union([z.boolean(), z.string().min(2), z.array(z.string())])
      .default(false)
      .describe("Drop stop words: true for English, a language code, or a list of words."),
    punctuation: z
      .boolean()
      .default(false)
      .describe("Drop punctuation and symbols; an apostrophe inside a word closes up."),
    whitespace: z.boolean().default(true).describe("Collapse runs of white space and trim."),
  })
  .describe("Cleaning, before a text is split into tokens.");

/** The `text` slice of the config. */
export const textConfig = z
  .strictObject({
    strip: z
      .array(z.enum(["headers", "footers", "quotes"]))
      .default([])
      .describe("Parts of newsgroup posts to drop, by the rules of scikit-learn's fetch_20newsgroups."),
    clean: cleaningConfig.prefault({}),
    min_words: z.int().nonnegative().default(0).describe("Drop texts with fewer words, after cleaning."),
    min_chars: z.int().nonnegative().default(0).describe("Drop texts with fewer characters, after cleaning."),
    max_length: z
      .int()
      .gte(1)
      .default(256)
      .describe("Longest input in tokens; longer texts are cut, or read in windows."),
    long_text: z
      .enum(["head", "tail", "head_tail", "windows"])
      .default("head")
      .describe(
        "Of a text longer than max_length: the part that is kept, or windows of max_length tokens that overlap, whose vectors become one.",
      ),
    stride: z
      .int()
      .gte(1)
      .optional()
      .describe(
        "Tokens from the start of one window to the start of the next (BERT's doc_stride); default: three quarters of a window.",
      ),
    max_windows: z.int().gte(1).default(8).describe("Windows of a text at most; what stands behind them is cut."),
    window_pooling: z
      .enum(["mean", "max", "attention"])
      .default("mean")
      .describe("How the vectors of a text's windows become one; attention is learned, and starts as the mean."),
  })
  .describe("What happens to a text before the model sees it.");

/** The cleaning switches with their defaults filled in. */
export type CleaningConfig = z.output<typeof cleaningConfig>;
/** The `text` slice with its defaults filled in. */
export type TextConfig = z.output<typeof textConfig>;
/** How the vectors of a text's windows become one. */
export type WindowPooling = TextConfig["window_pooling"];
/** How a model pools windows; undefined where it reads no windows. */
export function windowPoolingOf({ long_text, window_pooling }: TextConfig): WindowPooling | undefined {
  return long_text === "windows" ? window_pooling : undefined;
}
