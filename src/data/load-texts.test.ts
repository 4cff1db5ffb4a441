import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadTexts } from "./index.js";
import { textDataConfig } from "./text-config.js";

let baseDir: string;

beforeAll(async () => {
  baseDir = await mkdtemp(join(tmpdir(), "pinakes-texts-"));
  await writeFile(join(baseDir, "a.txt"), "\uFEFFone\r\n\n  two \nthree");
  await writeFile(join(baseDir, "b.txt.gz"), gzipSync("four\nfive\n"));
  await writeFile(join(baseDir, "c.csv"), 'title,body\nSix,"is, here"\nSeven,\n');
  await writeFile(join(baseDir, "d.jsonl"), '{"title":"Eight","body":"eats"}\n{"title":["no"],"body":"x"}\nbroken\n');
  await writeFile(join(baseDir, "e.txt"), Buffer.from([0x61, 0x0a, 0xff, 0x0a, 0x62, 0x0a]));
});

afterAll(() => rm(baseDir, { recursive: true }));

const load = (patterns: string | string[], config: object = {}, limit?: number) =>
  loadTexts(textDataConfig.parse({ train: patterns, ...config }), { patterns, key: "data.train", baseDir, limit });

describe("loadTexts", () => {
  it("reads the lines of plain text that are not blank, packed or not", async () => {
    const { texts, files } = await load(["*.txt.gz", "a.txt"]);
    expect(texts).toEqual(["four", "five", "one", "  two", "three"]);
    expect(files).toEqual([
      { file: "b.txt.gz", rows: 2 },
      { file: "a.txt", rows: 3 },
    ]);
  });

  it("reads and joins columns, and needs no labels", async () => {
    expect((await load("c.csv", { text: ["title", "body"] })).texts).toEqual(["Six\nis, here", "Seven"]);
    expect((await load("c.csv", { text: "title" })).texts).toEqual(["Six", "Seven"]);
  });

  it("takes the first ones only", async () => {
    const { texts, files } = await load(["a.txt", "b.txt.gz"], {}, 2);
    expect(texts).toEqual(["one", "  two"]);
    expect(files).toEqual([{ file: "a.txt", rows: 2 }]);
  });

  it("skips bad rows where it is told to, and tells all of them where not", async () => {
    const text = ["title", "body"];
    expect(await load("d.jsonl", { text, on_bad_row: "skip" })).toMatchObject({ texts: ["Eight\neats"], skipped: 2 });
    await expect(load("d.jsonl", { text })).rejects.toThrow(/2 of 3 rows can't be used:.*d\.jsonl:2.*d\.jsonl:3/s);
    expect((await load("e.txt", { on_bad_row: "skip" })).texts).toEqual(["a", "b"]);
    await expect(load("e.txt")).rejects.toMatchObject({ code: "DATA_ENCODING" });
  });

  it.each([
    ["c.csv", {}, "DATA_COLUMN"],
    ["d.jsonl", { text: "bod", on_bad_row: "skip" }, "DATA_COLUMN"],
    ["none.txt", {}, "DATA_NOT_FOUND"],
  ])("refuses %s with %j", async (patterns, config, code) => {
    await expect(load(patterns, config)).rejects.toMatchObject({ code });
  });
});
