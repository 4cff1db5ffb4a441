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
    max_length: z.int().gte(1).default(256).describe("Longest input in tokens; longer texts are cut."),
    long_text: z
      .enum(["head", "tail", "head_tail"])
      .default("head")
      .describe("Which part of a text is kept when it is longer than max_length."),
  })
  .describe("What happens to a text before the model sees it.");

/** The cleaning switches with their defaults filled in. */
export type CleaningConfig = z.output<typeof cleaningConfig>;
/** The `text` slice with its defaults filled in. */
export type TextConfig = z.output<typeof textConfig>;
