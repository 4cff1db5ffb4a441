import { describe, expect, it } from "vitest";
import { textConfig } from "./config.js";
import { createTextPreparer } from "./prepare.js";

describe("createTextPreparer", () => {
  it("strips, then cleans", () => {
    const config = textConfig.parse({ strip: ["headers", "quotes"], clean: { lowercase: true } });
    expect(createTextPreparer(config).prepare("From: ann\n\n> old\nThe  ANSWER")).toBe("the answer");
  });

  it("measures prepared texts in words and in characters", () => {
    const { isTooShort } = createTextPreparer(textConfig.parse({ min_words: 2, min_chars: 4 }));
    expect(["", "abcdef", "a b", "a bc", "😀 😀", "😀 😀😀"].map(isTooShort)).toEqual([
      true,
      true,
      true,
      false,
      true,
      false,
    ]);
  });

  it("takes no text for too short by default", () => {
    expect(createTextPreparer(textConfig.parse({})).isTooShort("")).toBe(false);
  });
});
