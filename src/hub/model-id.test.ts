import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseModelId } from "./model-id.js";

describe("a model's name", () => {
  it.each([
    ["bert-base-uncased", "bert-base-uncased", "main"],
    ["intfloat/e5-small-v2", "intfloat/e5-small-v2", "main"],
    ["org/name@v1.0", "org/name", "v1.0"],
    ["org/name@refs/pr/7", "org/name", "refs/pr/7"],
  ])("%s is %s at %s", (text, id, revision) => {
    expect(parseModelId(text)).toEqual({ id, revision });
  });

  it.each([
    ...["", "a/b/c", "/a", "a/", "./a", "../a", "a..b", "a--b", "-a", "a b", "a\\b", "https://huggingface.co/a/b"],
    ...["a@", "a@../../x", "a@x/../y", "a@x..y", "a@/x", "a@x/", "a@.", "a@b@c", "x".repeat(97)],
  ])("%j is none", (text) => {
    expect(parseModelId(text)).toBeUndefined();
  });

  it("never leads out of a folder", () => {
    const piece = fc.constantFrom("a", ".", "..", "/", "@", "-", "--", "B", "\\", "0");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const parsed = parseModelId(pieces.join(""));
        if (parsed === undefined) return;
        for (const part of [...parsed.id.split("/"), ...parsed.revision.split("/")]) {
          expect(["", ".", ".."]).not.toContain(part);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
