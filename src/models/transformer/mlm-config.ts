import { z } from "zod";
import { MASKED_TYPES } from "./mlm-family.js";

const size = z.int().gte(1);

/** The `model` slice of a pretraining config. */
export const maskedModelConfig = z
  .strictObject({
    type: z
      .enum(MASKED_TYPES)
      .describe("The kind of encoder; MiniLM, bge, e5 and others of BERT's architecture are bert."),
    checkpoint: z
      .string()
      .min(1)
      .optional()
      .describe(
        "Weights to go on from: a folder, or a model of the Hugging Face Hub as org/name or org/name@revision.",
      ),
    tokenizer: z
      .string()
      .min(1)
      .optional()
      .describe("To begin from scratch, in place of checkpoint: a folder (or file) with a tokenizer.json."),
    layers: size.optional().describe("From scratch: layers (default: 4)."),
    hidden_size: size.optional().describe("From scratch: width of the states, a multiple of heads (default: 256)."),
    heads: size.optional().describe("From scratch: attention heads (default: 4)."),
    inner_size: size
      .optional()
      .describe("From scratch: inner width of the feed-forward layers (default: 4 · hidden_size)."),
    positions: size
      .optional()
      .describe("From scratch: the longest text in tokens that the model can take, later too (default: 512)."),
    dropout: z.number().gte(0).lt(1).optional().describe("From scratch: dropout (default: 0.1)."),
    max_length: size
      .default(128)
      .describe("Longest input in tokens; a longer text becomes several inputs, of which nothing is cut away."),
  })
  .describe("The encoder: one that goes on from a checkpoint, or a new one.");

/** The `model` slice of a pretraining config with its defaults filled in. */
export type MaskedModelConfig = z.output<typeof maskedModelConfig>;
