import { describe, expect, it } from "vitest";
import { longestInput } from "./architecture.js";
import { MASKED_TYPES } from "./mlm-family.js";
import { newEncoderConfig } from "./new-encoder.js";
import { architectureFromConfig } from "./read-config.js";

const sizes = {
  vocabularySize: 50,
  layers: 3,
  hiddenSize: 12,
  heads: 2,
  innerSize: 20,
  longestInput: 40,
  dropout: 0.2,
};

describe("newEncoderConfig", () => {
  it.each(MASKED_TYPES)("describes a new %s that is read as it was meant", (type) => {
    const config = newEncoderConfig({ ...sizes, type, tokens: { pad: 1, first: 0, last: 2 } });
    const read = architectureFromConfig(config, "config.json");
    expect(read).toMatchObject({
      type,
      vocabularySize: 50,
      layers: 3,
      hiddenSize: 12,
      embeddingSize: 12,
      heads: 2,
      innerSize: 20,
      padId: 1,
      activation: "gelu",
    });
    expect(read.dropout).toMatchObject({ hidden: 0.2, attention: 0.2 });
    expect(longestInput(read)).toBe(40);
  });
});
