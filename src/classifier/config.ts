import { z } from "zod";

/** The `export` slice of the config: what is written beside a trained model. */
export const exportConfig = z
  .strictObject({
    onnx: z
      .boolean()
      .default(true)
      .describe(
        "Whether a transformer is saved with onnx/model.onnx, which transformers.js and ONNX Runtime open; it holds the weights a second time.",
      ),
  })
  .describe("What is written beside a trained model.");
