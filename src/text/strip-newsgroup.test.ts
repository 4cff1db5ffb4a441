import { describe, expect, it } from "vitest";
import { stripNewsgroup, stripNewsgroupFooter, stripNewsgroupHeader, stripNewsgroupQuotes } from "./strip-newsgroup.js";
import { dataFile, readTexts } from "./testing/local-files.js";

describe("stripNewsgroup on 20 Newsgroups", () => {
  const whole = dataFile("20newsgroups/20news-bydate-test.jsonl");
  const stripped = dataFile("20newsgroups/20news-bydate-test.stripped.jsonl");
  const missing = whole === undefined || stripped === undefined;

  it.skipIf(missing)(
    `gives what scikit-learn gives for every test post${missing ? " (skipped: PINAKES_DATA has no 20newsgroups)" : ""}`,
    () => {
      const expected = readTexts(stripped as string);
      const actual = readTexts(whole as string).map((text) => stripNewsgroup(text, ["quotes", "headers", "footers"]));
      const different = actual.flatMap((text, post) => (text === expected[post] ? [] : [post]));
      expect(actual).toHaveLength(7532);
      expect(different).toEqual([]);
    },
  );
});

describe("the parts of a post", () => {
  it("headers end at the first blank line", () => {
    expect(stripNewsgroupHeader("From: ann\nSubject: x\n\nBody\n\nmore")).toBe("Body\n\nmore");
    expect(stripNewsgroupHeader("no blank line")).toBe("");
  });

  it("a footer is the last block after a blank line or a line of hyphens", () => {
    expect(stripNewsgroupFooter("Body\n\nAnn\nLibrary\n\n")).toBe("Body");
    expect(stripNewsgroupFooter("Body\nmore\n -- \nAnn")).toBe("Body\nmore");
    expect(stripNewsgroupFooter("Only\none block\n")).toBe("Only\none block\n");
    expect(stripNewsgroupFooter("--\nAnn")).toBe("--\nAnn");
    expect(stripNewsgroupFooter("")).toBe("");
    // JavaScript's trim would take the byte order mark for white space, Python's strip does not.
    expect(stripNewsgroupFooter("\ufeff\n\nAnn")).toBe("\ufeff");
  });

  it("quotes are marked lines and the lines that introduce them", () => {
    const post = "In article <1> ann writes:\n> old\n| older\nanswer\n >kept\nbob wrote: hello\nIt says: no";
    expect(stripNewsgroupQuotes(post)).toBe("answer\n >kept");
  });

  it("drops only what is asked for", () => {
    const post = "From: ann\n\n> old\nanswer\n\nAnn";
    expect(stripNewsgroup(post, [])).toBe(post);
    expect(stripNewsgroup(post, ["quotes"])).toBe("From: ann\n\nanswer\n\nAnn");
    expect(stripNewsgroup(post, ["footers", "headers"])).toBe("> old\nanswer");
  });
});
