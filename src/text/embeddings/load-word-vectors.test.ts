import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Vocabulary } from "../vocabulary.js";
import { loadWordVectors, WINK_EMBEDDINGS } from "./load-word-vectors.js";

const words = Vocabulary.fromTokens([["the", "the", "lamp", "ölçü", "]", '"', "missing", "."]]);
const rowsOf = (result: { matrix: Float32Array; dimension: number }) =>
  Object.fromEntries(
    words.words.map((word, id) => [
      word,
      [...result.matrix.subarray(id * result.dimension, (id + 1) * result.dimension)],
    ]),
  );

describe("loadWordVectors", () => {
  let baseDir: string;
  beforeAll(async () => {
    baseDir = await mkdtemp(join(tmpdir(), "pinakes-"));
  });
  afterAll(() => rm(baseDir, { recursive: true }));

  const load = async (content: string | Uint8Array, dimension?: number) => {
    await writeFile(join(baseDir, "vectors.txt"), content);
    return loadWordVectors("vectors.txt", { words, baseDir, dimension });
  };

  const glove = "the 1 -2.5\nunused 9 9\n] 3 4\nölçü 0.125 1e-3\nthe 7 7\nlamp 5 6\n. 0 1\n";
  const expected = {
    "[PAD]": [0, 0],
    "[UNK]": [0, 0],
    the: [1, -2.5],
    "]": [3, 4],
    ölçü: [0.125, Math.fround(0.001)],
    lamp: [5, 6],
    ".": [0, 1],
    '"': [0, 0],
    missing: [0, 0],
  };

  it("reads GloVe text: the words in use, the first of repeated ones, zeros for what is missing", async () => {
    const result = await load(glove);
    expect(rowsOf(result)).toEqual(expected);
    expect(result).toMatchObject({ dimension: 2, found: 5, outOfVocabularyTypes: 1 - 5 / 7 });
    expect(words.words.filter((_, id) => result.hasVector[id] === 1).sort()).toEqual([".", "]", "lamp", "the", "ölçü"]);
  });

  it.each<[string, string | Uint8Array]>([
    ["gzip", gzipSync(glove)],
    ["a word2vec header", `7 2\n${glove}`],
    ["no newline at the end", glove.trimEnd()],
    ["Windows line ends", glove.replaceAll("\n", "\r\n")],
    ["spaces at line ends, as fastText writes them", `7 2\n${glove.replaceAll("\n", " \n")}`],
    ["words with spaces, as in glove.840B", `${glove}. . . 8 8\nthe lamp 8 8\n`],
  ])("reads the same with %s", async (_, content) => {
    expect(rowsOf(await load(content))).toEqual(expected);
  });

  it("reads files larger than a chunk, whatever falls on the border", async () => {
    const filler = Array.from({ length: 90_000 }, (_, i) => `w${i} ${"0.123456789 ".repeat(5)}1`);
    const last = "lamp 1 2 3 4 5 6";
    const content = [...filler.slice(0, 50_000), "the 6 5 4 3 2 1", ...filler.slice(50_000), last].join("\n");
    expect(content.length).toBeGreaterThan(1.3 * (4 << 20));
    for (const bytes of [Buffer.from(content), gzipSync(content, { level: 1 })]) {
      expect(rowsOf(await load(bytes))).toMatchObject({ the: [6, 5, 4, 3, 2, 1], lamp: [1, 2, 3, 4, 5, 6] });
    }
  });

  it.each<[string, string | Uint8Array, string, RegExp]>([
    [
      "a short line of a word not in use",
      "the 1 2\nunused 3\nlamp 4 5\n",
      ":2",
      /1 numbers after its word, expected 2/u,
    ],
    ["a value that is no number", "the 1 2\nlamp 3 x4\n", ":2", /the vector of "lamp" holds "x4"/u],
    ["a value that is not finite", "the 1 2\nlamp 3 1e999\n", ":2", /holds "1e999", expected 2 finite numbers/u],
    ["two spaces between values", "the 1 2\nlamp  3\n", ":2", /the vector of "lamp" holds ""/u],
    [
      "fewer vectors than announced",
      "3 2\nthe 1 2\nlamp 3 4\n",
      ":4",
      /ends after 2 vectors, its first line announces 3/u,
    ],
    ["a first line without numbers", "the\n", ":1", /0 numbers after its word, expected one or more/u],
    ["an empty file", "", "", /holds no word vectors/u],
    ["a zip archive", "PK\u0003\u0004", "", /zip archive/u],
    ["broken compression", gzipSync(glove).subarray(0, 40), "", /can't be read: unexpected end of file/u],
  ])("refuses %s, and says where", async (_, content, place, message) => {
    const where = `${join(baseDir, "vectors.txt")}${place}`;
    const error = await load(content).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "TEXT_EMBEDDINGS", where });
    expect((error as Error).message).toMatch(message);
  });

  it("refuses a missing file, a folder, and another dimension", async () => {
    const code = "TEXT_EMBEDDINGS";
    await expect(loadWordVectors("nowhere.txt", { words, baseDir })).rejects.toMatchObject({ code });
    await expect(loadWordVectors(".", { words, baseDir })).rejects.toMatchObject({ code });
    await expect(load(glove, 3)).rejects.toThrow(/vectors have 2 dimensions, expected 3[\s\S]*embedding_size: 2/u);
    expect((await load(glove, 2)).dimension).toBe(2);
  });

  describe(WINK_EMBEDDINGS, () => {
    const wink = (vectors: string) =>
      `{"precision":8,"wordIndex":3,"size":4,"dimensions":2,"words":["the"],"vectors":{${vectors}},"unkVector":[0,0,-1]}`;
    const loadWink = async (content: string) => {
      const folder = join(baseDir, "node_modules", WINK_EMBEDDINGS);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, "package.json"), '{"main": "./data.json"}');
      await writeFile(join(folder, "data.json"), content);
      return loadWordVectors(WINK_EMBEDDINGS, { words, baseDir });
    };

    it("is found from the base folder first, and read as it is laid out", async () => {
      const result = await loadWink(
        wink('"the":[1,-2.5,2.7,0],"]":[3,4,5,1],"x\\\\":[9,9,9,2],"\\"":[7,8,1,3],"lamp":[5,6,1,4]'),
      );
      expect(rowsOf(result)).toMatchObject({ the: [1, -2.5], "]": [3, 4], '"': [7, 8], lamp: [5, 6], missing: [0, 0] });
      expect(result).toMatchObject({ dimension: 2, found: 4 });
    });

    it.each([
      ["cut short", wink('"the":[1,2,3,0],"lamp":[1').slice(0, -35), /cut short/u],
      ["without vectors", '{"dimensions":2}', /holds no "vectors"/u],
      ["without dimensions", '{"vectors":{}}', /names no "dimensions"/u],
      ["with other content", wink("1,2"), /not a list of words with arrays/u],
      ["with a short vector", wink('"the":[1]'), /the vector of "the" holds ""/u],
    ])("is refused %s", async (_, content, message) => {
      const error = await loadWink(content).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: "TEXT_EMBEDDINGS" });
      expect((error as Error).message).toMatch(message);
    });

    const installed = (() => {
      try {
        return createRequire(import.meta.url).resolve(WINK_EMBEDDINGS) !== "";
      } catch {
        return false;
      }
    })();
    it.skipIf(!installed)(
      `is GloVe 6B 100d${installed ? "" : " (skipped: the package is not installed)"}`,
      async () => {
        const result = await loadWordVectors(WINK_EMBEDDINGS, { words, baseDir: tmpdir() });
        const the = words.id("the") * 100;
        // The first numbers of "the" in Stanford's glove.6B.100d.txt.
        expect([...result.matrix.subarray(the, the + 3)]).toEqual([-0.038194, -0.24487, 0.72812].map(Math.fround));
        expect(result).toMatchObject({ dimension: 100, found: 6 });
      },
    );
  });
});
