import { z } from "zod";

const share = z.number().gte(0).lte(1);

/** The `mlm` slice of a pretraining config. */
export const mlmConfig = z
  .strictObject({
    probability: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.15)
      .describe("Share of the tokens that are chosen, anew in each epoch; special tokens never are."),
    whole_word: z.boolean().default(false).describe("Choose whole words: all pieces of a word, or none."),
    mask: share.default(0.8).describe("Share of the chosen tokens that the mask token takes the place of."),
    random: share
      .default(0.1)
      .describe("Share of the chosen tokens that a random token takes the place of; the rest stays as it is."),
  })
  .describe("What is hidden and has to be guessed (Devlin et al. 2019).");

/** The `mlm` slice with its defaults filled in. */
export type MlmConfig = z.output<typeof mlmConfig>;
