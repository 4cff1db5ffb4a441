import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadTokenEncoder, saveTokenEncoder, tokenEncoderFromJson } from "./save-encoder.js";
import { SubwordTokenizer } from "./subword-tokenizer.js";
import { modelFile, readGolden } from "./testing/local-files.js";
import { tinyTokenizer } from "./testing/tiny-tokenizer.js";

const golden = readGolden("subword_tokenizer.json") as { texts: string[]; ids: Record<string, number[][]> };

describe.each(Object.entries(golden.ids))("the ids of %s", (name, expected) => {
  const file = modelFile(`${name}/tokenizer.json`);

  it.skipIf(file === undefined)(
    `are those of Hugging Face tokenizers${file === undefined ? ` (skipped: PINAKES_MODELS has no ${name})` : ""}`,
    async () => {
      const tokenizer = await SubwordTokenizer.load(dirname(file as string));
      const actual = golden.texts.map((text) => [...tokenizer.encode(text)]);
      const wanted = expected.map((ids) => (ids.length === 0 ? [tokenizer.unkId] : ids));
      expect(actual).toEqual(wanted);
      expect(tokenizer).toMatchObject({ padId: 0, unkId: 100, vocabularySize: 30522 });
      expect([...tokenizer.prefix, ...tokenizer.suffix]).toEqual([101, 102]);
    },
  );
});

describe("SubwordTokenizer", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pinakes-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("loads a folder or its file, ignores truncation and padding, and knows its special tokens", async () => {
    const json = tinyTokenizer();
    await writeFile(join(folder, "tokenizer.json"), JSON.stringify(json));
    const tokenizers = [
      await SubwordTokenizer.load(folder),
      await SubwordTokenizer.load(join(folder, "tokenizer.json")),
    ];
    for (const tokenizer of tokenizers) {
      const ids = tokenizer.encode("Scrolls scroll unknownword");
      expect([...ids].map((id) => tokenizer.token(id))).toEqual(["scroll", "##s", "scroll", "[UNK]"]);
      expect([...tokenizer.prefix].map((id) => tokenizer.token(id))).toEqual(["[CLS]"]);
      expect([...tokenizer.suffix].map((id) => tokenizer.token(id))).toEqual(["[SEP]"]);
      expect(tokenizer).toMatchObject({ kind: "subword", padId: 2, unkId: 3, vocabularySize: 7 });
      expect([...tokenizer.encode("")]).toEqual([3]);
    }
  });

  it("makes room for ids of added tokens beyond a gap", () => {
    const json = tinyTokenizer();
    const added = { id: 20, content: "[NEW]", single_word: false, lstrip: false, rstrip: false, normalized: false };
    const tokenizer = new SubwordTokenizer({
      tokenizer: { ...json, added_tokens: [...json.added_tokens, { ...added, special: false }] },
      tokenizer_config: {},
    });
    expect(tokenizer.vocabularySize).toBe(21);
    expect([...tokenizer.encode("scroll[NEW]")]).toEqual([0, 20]);
  });

  it("comes back the same from its files and from its JSON", async () => {
    const files = { tokenizer: tinyTokenizer(), tokenizer_config: { pad_token: { content: "scroll" } } };
    const tokenizer = new SubwordTokenizer(structuredClone(files));
    const saved = join(folder, "saved");
    expect(await saveTokenEncoder(tokenizer, saved)).toEqual(["tokenizer.json", "tokenizer_config.json"]);
    for (const copy of [await loadTokenEncoder(saved), tokenEncoderFromJson(tokenizer.toJSON())]) {
      expect(copy.toJSON()).toEqual({ kind: "subword", ...files });
      expect(copy.padId).toBe(0);
      expect([...copy.encode("scrolls")]).toEqual([0, 1]);
    }
  });

  it("refuses what is missing or broken, and says where", async () => {
    await writeFile(join(folder, "broken.json"), '{"model": ');
    await writeFile(join(folder, "list.json"), "[]");
    await writeFile(join(folder, "other.json"), '{"model": {"type": "Mystery", "vocab": {}}}');
    const code = "TEXT_TOKENIZER";
    await expect(SubwordTokenizer.load(join(folder, "nowhere"))).rejects.toMatchObject({ code });
    await expect(SubwordTokenizer.load(tmpdir())).rejects.toThrow("the folder holds no tokenizer.json");
    for (const name of ["broken.json", "list.json", "other.json"]) {
      const where = join(folder, name);
      await expect(SubwordTokenizer.load(where)).rejects.toMatchObject({ code, where });
    }
  });

  it.each([
    ["a normaliser of type ByteLevel", { normalizer: { type: "ByteLevel" } }],
    ["a pre-tokenizer of type Split", { pre_tokenizer: { type: "Sequence", pretokenizers: [{ type: "Split" }] } }],
    ["a broken precompiled_charsmap", { normalizer: { type: "Precompiled", precompiled_charsmap: "AAAA" } }],
    ["a pattern that is neither", { normalizer: { type: "Replace", pattern: {}, content: "" } }],
    ["the pattern (?>a)", { normalizer: { type: "Replace", pattern: { Regex: "(?>a)" }, content: "" } }],
    ["a BPE with dropout", { model: { type: "BPE", vocab: { a: 0 }, merges: [], dropout: 0.1 } }],
  ])("refuses %s instead of giving other tokens than the reference", (what, part) => {
    const make = () =>
      new SubwordTokenizer({ tokenizer: { ...tinyTokenizer(), ...part }, tokenizer_config: {} }, "here");
    expect(make).toThrow(
      expect.objectContaining({ code: "TEXT_TOKENIZER", where: "here", message: expect.stringContaining(what) }),
    );
  });
});
