import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import golden from "../../../test/golden/data/safetensors_files.json" with { type: "json" };
import { InternalError, PinakesError } from "../../shared/index.js";
import { openSafetensors, type TensorData, type WritableTensor, writeSafetensors } from "./index.js";

type GoldenTensor = { dtype: string; shape: number[]; values: (number | string | boolean)[] };

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pinakes-safetensors-"));
  path = join(folder, "model.safetensors");
});
afterAll(() => rm(folder, { recursive: true }));

const arrayOf: Record<string, (values: number[]) => TensorData> = {
  float32: (values) => Float32Array.from(values),
  float64: (values) => Float64Array.from(values),
  int64: (values) => BigInt64Array.from(values.map(BigInt)),
  int32: (values) => Int32Array.from(values),
  int16: (values) => Int16Array.from(values),
  int8: (values) => Int8Array.from(values),
  uint8: (values) => Uint8Array.from(values),
  bool: (values) => Uint8Array.from(values),
  float16: (values) => Float32Array.from(values),
  bfloat16: (values) => Float32Array.from(values),
};

function expectedData({ dtype, values }: GoldenTensor): TensorData {
  const make = arrayOf[dtype];
  if (make === undefined) throw new Error(`no array for ${dtype}`);
  return make(values.map(Number));
}

describe.each(golden.cases)("the reference's file: $name", ({ file, metadata, tensors }) => {
  const entries = Object.entries(tensors as unknown as Record<string, GoldenTensor>);

  it("is read value for value", async () => {
    await writeFile(path, Buffer.from(file, "base64"));
    const opened = await openSafetensors(path);
    expect(opened.metadata).toEqual(metadata);
    expect([...opened.tensors.keys()].sort()).toEqual(entries.map(([name]) => name).sort());
    for (const [name, tensor] of entries) {
      expect(opened.tensors.get(name)?.shape).toEqual(tensor.shape);
      expect(await opened.read(name)).toEqual(expectedData(tensor));
    }
    await opened.close();
  });
});

/** Half precision is read but not written. */
const writable = golden.cases.filter(({ name }) => name !== "halves");

describe.each(writable)("the reference's file: $name", ({ file, metadata, tensors }) => {
  it("is written byte for byte, whatever the order", async () => {
    const ours = new Map<string, WritableTensor>();
    for (const [name, tensor] of Object.entries(tensors as unknown as Record<string, GoldenTensor>).reverse()) {
      const dtype = tensor.dtype === "bool" ? "BOOL" : undefined;
      ours.set(name, { shape: tensor.shape, data: expectedData(tensor), dtype });
    }
    await writeSafetensors(path, ours, metadata as Record<string, string>);
    expect((await readFile(path)).toString("base64")).toBe(file);
  });
});

describe("writing", () => {
  it("is undone by reading, whatever the names and the order", async () => {
    const tensor = fc.array(fc.float({ noNaN: true }), { maxLength: 20 });
    const name = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.startsWith("__"));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.tuple(name, tensor), { selector: ([key]) => key }), async (list) => {
        const toMap = (pairs: typeof list) =>
          new Map(pairs.map(([key, v]) => [key, { shape: [v.length], data: Float32Array.from(v) }]));
        await writeSafetensors(path, toMap(list));
        const bytes = await readFile(path);
        await writeSafetensors(path, toMap([...list].reverse()));
        expect(await readFile(path)).toEqual(bytes);
        const opened = await openSafetensors(path);
        for (const [key, values] of list) expect(await opened.read(key)).toEqual(Float32Array.from(values));
        await opened.close();
      }),
      { numRuns: 50 },
    );
  });

  it("takes values that lie in the middle of a larger buffer", async () => {
    const data = Float32Array.from([0, 1, 2, 3]).subarray(1, 3);
    await writeSafetensors(path, new Map([["part", { shape: [2], data }]]));
    const opened = await openSafetensors(path);
    expect(await opened.read("part")).toEqual(Float32Array.from([1, 2]));
    await opened.close();
  });

  it("leaves the old file whole and nothing beside it when it fails", async () => {
    const target = join(folder, "taken");
    await mkdir(join(target, "inside"), { recursive: true });
    const tensors = new Map([["a", { shape: [1], data: Float32Array.of(1) }]]);
    await expect(writeSafetensors(target, tensors)).rejects.toMatchObject({ code: "MODEL_ARTIFACT", where: target });
    await expect(writeSafetensors(join(folder, "no", "such", "x"), tensors)).rejects.toThrow(/could not be saved/);
    expect((await readdir(folder)).filter((name) => name.includes("partial"))).toEqual([]);
    await rm(target, { recursive: true });
  });

  it("refuses shapes that don't fit the values, before it touches the disk", async () => {
    const tensors = new Map([["a", { shape: [2, 2], data: Float32Array.of(1, 2, 3) }]]);
    await expect(writeSafetensors(path, tensors)).rejects.toThrow(InternalError);
  });
});

describe("broken files", () => {
  const entry = (dtype: string, shape: unknown, offsets: unknown) => ({ dtype, shape, data_offsets: offsets });
  const withHeader = (header: unknown, dataBytes: number, { length }: { length?: bigint } = {}): Buffer => {
    const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
    const prefix = Buffer.alloc(8);
    prefix.writeBigUInt64LE(length ?? BigInt(json.length));
    return Buffer.concat([prefix, json, Buffer.alloc(dataBytes)]);
  };
  const valid = withHeader({ a: entry("F32", [2], [0, 8]), b: entry("F32", [], [8, 12]) }, 12);
  const f32 = (offsets: number[]) => entry("F32", [(Number(offsets[1]) - Number(offsets[0])) / 4], offsets);

  const table: [string, Buffer, RegExp][] = [
    ["empty", Buffer.alloc(0), /has 0 bytes, expected at least 8: the file is cut short/],
    ["cut in the header", valid.subarray(0, 40), /header should end at byte \d+, but the file ends at 40/],
    ["cut in the data", valid.subarray(0, valid.length - 1), /take 12 bytes, but 11 follow the header.*cut short/],
    ["bytes at the end", Buffer.concat([valid, Buffer.alloc(4)]), /but 16 follow the header.*belong to no tensor/],
    ["a header of absurd length", withHeader({}, 0, { length: 2n ** 63n }), /claims 9223372036854775808 bytes/],
    ["a PyTorch pickle", Buffer.from("PK\x03\x04\0\0\0\0rest of the archive"), /or is no safetensors file/],
    ["an HTML page", Buffer.from("<!DOCTYPE html><html></html>"), /is it a safetensors file/],
    ["no brace first", withHeader(" {}", 0), /does not begin with \{/],
    ["broken JSON", withHeader('{"a": ', 0), /not a JSON object/],
    ["not UTF-8", withHeader("", 0, { length: 2n }), /header should end/],
    ["an entry that is none", withHeader({ a: 3 }, 0), /entry of tensor "a" is wrong/],
    ["a negative size", withHeader({ a: entry("F32", [-1], [0, 4]) }, 4), /entry of tensor "a" is wrong/],
    [
      "offsets that run back",
      withHeader({ a: entry("F32", [1], [4, 0]) }, 4),
      /takes 4 bytes, but its offsets span -4/,
    ],
    ["an unknown type", withHeader({ a: entry("F8_E4M3", [1], [0, 1]) }, 1), /element type F8_E4M3; known are U64/],
    ["sizes that differ", withHeader({ a: entry("F32", [3], [0, 8]) }, 8), /F32 \[3\], takes 12 bytes.*span 8/],
    [
      "an overlap",
      withHeader({ a: f32([0, 8]), b: f32([4, 12]) }, 12),
      /"b" begins at byte 4, expected 8: it overlaps/,
    ],
    ["a hole", withHeader({ a: f32([0, 8]), b: f32([12, 16]) }, 16), /"b" begins at byte 12, expected 8.*hole/],
    ["a hole at the start", withHeader({ a: f32([4, 8]) }, 8), /"a" begins at byte 4, expected 0/],
    ["metadata of numbers", withHeader({ __metadata__: { step: 3 } }, 0), /__metadata__ is not a map of strings/],
  ];

  it("the valid one that they are made from is read", async () => {
    await writeFile(path, valid);
    const opened = await openSafetensors(path);
    expect([...opened.tensors.keys()]).toEqual(["a", "b"]);
    await opened.close();
  });

  it.each(table)("%s", async (_name, bytes, message) => {
    await writeFile(path, bytes);
    const error = await openSafetensors(path).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PinakesError);
    expect(error).toMatchObject({ code: "MODEL_ARTIFACT", where: path, message: expect.stringMatching(message) });
  });

  it("a header that is not UTF-8", async () => {
    await writeFile(path, Buffer.concat([Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0xff, 0x7d])]));
    await expect(openSafetensors(path)).rejects.toThrow(/not UTF-8/);
  });

  it("a file that is not there, and a folder", async () => {
    await expect(openSafetensors(join(folder, "absent"))).rejects.toThrow(/MODEL_ARTIFACT.*can't be opened/);
    await expect(openSafetensors(folder)).rejects.toThrow(/MODEL_ARTIFACT.*not a file/);
  });

  it("a tensor that is not in it", async () => {
    await writeFile(path, valid);
    const opened = await openSafetensors(path);
    await expect(opened.read("c")).rejects.toThrow(/has no tensor "c", but 2 others: "a", "b"/);
    await opened.close();
  });
});

const models = process.env.PINAKES_MODELS ?? "../shared/models";
const miniLm = join(models, "all-MiniLM-L6-v2", "model.safetensors");

describe("a published checkpoint", () => {
  it("has MiniLM's tensors and values", async ({ skip }) => {
    if (!existsSync(miniLm)) skip(`${miniLm} is missing: set PINAKES_MODELS to a folder that has it`);
    const opened = await openSafetensors(miniLm);
    const weights = [...opened.tensors].filter(([, { dtype }]) => dtype === "F32");
    const count = weights.reduce((sum, [, { shape }]) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(count).toBe(22_713_216);
    const table = opened.tensors.get("embeddings.word_embeddings.weight");
    expect(table).toMatchObject({ dtype: "F32", shape: [30_522, 384] });
    const gamma = await opened.read("encoder.layer.5.output.LayerNorm.weight");
    expect(gamma).toHaveLength(384);
    const mean = (gamma as Float32Array).reduce((sum, value) => sum + value, 0) / 384;
    expect(mean).toBeGreaterThan(0.1);
    expect(mean).toBeLessThan(3);
    await opened.close();
  });
});
