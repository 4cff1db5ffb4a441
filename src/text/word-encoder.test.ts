import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadTokenEncoder, saveTokenEncoder, tokenEncoderFromJson } from "./save-encoder.js";
import { WordTokenEncoder } from "./word-encoder.js";

describe("WordTokenEncoder", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pinakes-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const encoder = WordTokenEncoder.fromTexts(["The lamp, the scroll.", "A lamp"], { maxSize: 4 });

  it("encodes the words of the training texts, lower-cased, and takes all else for UNK", () => {
    expect([...encoder.encode("LAMP of the lamp")]).toEqual([2, 1, 3, 2]);
    expect(encoder).toMatchObject({ kind: "word", vocabularySize: 4, padId: 0, unkId: 1 });
    expect([2, 3].map((id) => encoder.token(id))).toEqual(["lamp", "the"]);
    const cased = WordTokenEncoder.fromTexts(["The the"], { lowercase: false });
    expect([...cased.encode("The THE the")]).toEqual([2, 1, 3]);
  });

  it("tells where its tokens are, in the text as given", () => {
    const encoded = encoder.encodeWithOffsets("LAMP of  the\tLamp!!");
    expect(encoded.ids).toEqual(encoder.encode("LAMP of  the\tLamp!!"));
    expect(encoded.offsets).toEqual([
      [0, 4],
      [5, 7],
      [9, 12],
      [13, 17],
      [17, 19],
    ]);
    expect([...encoded.words]).toEqual([0, 1, 2, 3, 4]);
    expect(encoder.encodeWithOffsets(" ")).toEqual({
      ids: Int32Array.of(1),
      offsets: [[0, 0]],
      words: Int32Array.of(-1),
    });
  });

  it("gives one UNK for a text without words", () => {
    expect([encoder.encode(""), encoder.encode(" \n")]).toEqual([Int32Array.of(1), Int32Array.of(1)]);
  });

  it.each([true, false])("comes back the same from its file and from its JSON (lowercase: %s)", async (lowercase) => {
    const original = WordTokenEncoder.fromTexts(["The lamp, the scroll."], { lowercase });
    expect(await saveTokenEncoder(original, join(folder, "deep", "model"))).toEqual(["vocabulary.json"]);
    for (const copy of [
      await loadTokenEncoder(join(folder, "deep", "model")),
      tokenEncoderFromJson(original.toJSON()),
    ]) {
      expect(copy.toJSON()).toEqual(original.toJSON());
      expect(copy.encode("The SCROLL")).toEqual(original.encode("The SCROLL"));
    }
  });

  it("refuses a folder without an encoder, or with a broken one", async () => {
    const code = "MODEL_ARTIFACT";
    await expect(loadTokenEncoder(folder)).rejects.toMatchObject({ code, where: folder });
    for (const content of ["{", "{}"]) {
      await writeFile(join(folder, "vocabulary.json"), content);
      await expect(loadTokenEncoder(folder)).rejects.toMatchObject({ code, where: join(folder, "vocabulary.json") });
    }
  });
});
