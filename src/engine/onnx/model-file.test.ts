import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import onnxProto from "onnx-proto";
import { beforeEach, describe, expect, it } from "vitest";
import { GraphBuilder } from "../builder.js";
import { math } from "../math.js";
import { openModelFile } from "../runtime/testing/model-file.js";
import { type Weights, writeOnnxFile } from "./model-file.js";

/** Sums of eight float32 products. */
const FLOAT32 = 1e-5;

const ROWS = 5;
const WIDTH = 8;

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pinakes-onnx-"));
});

const ramp = (size: number, phase: number) => Float32Array.from({ length: size }, (_, i) => Math.sin(phase + 3 * i));
const weights: Weights = new Map([
  ["table.weight", { shape: [ROWS, WIDTH], data: ramp(ROWS * WIDTH, 1) }],
  ["dense.weight", { shape: [3, WIDTH], data: ramp(3 * WIDTH, 2) }],
  // A view into a larger buffer, as a checkpoint's weights may be.
  ["dense.bias", { shape: [3], data: ramp(9, 3).subarray(4, 7) }],
]);

/** gelu(table[ids] · Wᵀ + b) over the last axis, [B, T, 3]; a product of two activations that is turned, [B, T, T]. */
function graph() {
  const g = new GraphBuilder();
  const m = math(g);
  const ids = g.input("ids", "i64", ["B", "T"]);
  const rows = m.gather(g.input("table.weight", "f32", ["U", WIDTH]), ids); // [B, T, E]
  const flat = m.reshape(rows, ["B*T", WIDTH]);
  const bias = g.input("dense.bias", "f32", [3]);
  const dense = m.gemm(flat, g.input("dense.weight", "f32", [3, WIDTH]), { transB: true, bias });
  g.output("y", m.gelu(m.reshape(dense, ["B", "T", 3])));
  g.output("similar", m.matmul(rows, rows, { transB: true }));
  return g.build();
}

async function write(options: { largestFile?: number } = {}) {
  const path = join(folder, "model.onnx");
  const files = await writeOnnxFile(path, graph(), { weights, dims: { B: "batch", T: "sequence" }, ...options });
  return { path, files };
}

const IDS = [0, 4, 2, 2, 1, 0];
const erf = (x: number): number => {
  // Abramowitz & Stegun 1964, 7.1.6: settles for the small x of this test.
  let [term, sum] = [x, x];
  for (let n = 1; n < 60; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
};

function expected() {
  const of = (name: string) => weights.get(name)?.data as Float32Array;
  const row = (id: number) => of("table.weight").subarray(id * WIDTH, (id + 1) * WIDTH);
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
  const y = IDS.flatMap((id) =>
    [0, 1, 2].map((out) => {
      const x =
        dot(row(id), of("dense.weight").subarray(out * WIDTH, (out + 1) * WIDTH)) + (of("dense.bias")[out] ?? 0);
      return 0.5 * x * (1 + erf(x * Math.SQRT1_2));
    }),
  );
  const texts = [IDS.slice(0, 3), IDS.slice(3)];
  return { y, similar: texts.flatMap((ids) => ids.flatMap((a) => ids.map((b) => dot(row(a), row(b))))) };
}

async function check(path: string) {
  const model = await openModelFile(path);
  const results = await model.run({ ids: { type: "int64", shape: [2, 3], data: IDS } });
  for (const [name, values] of Object.entries(expected())) {
    expect(results[name]).toHaveLength(values.length);
    values.forEach((value, i) => {
      expect(Math.abs((results[name]?.[i] as number) - value)).toBeLessThan(FLOAT32);
    });
  }
  await model.release();
  return model;
}

describe("a model file", () => {
  it("holds its weights, takes what is fed, and runs in a stock ONNX Runtime", async () => {
    const { path, files } = await write();
    expect(files).toEqual(["model.onnx"]);
    expect(await readdir(folder)).toEqual(files);
    const { inputs, outputs } = await check(path);
    expect(inputs).toEqual(["ids int64[batch,sequence]"]);
    expect(outputs).toEqual(["y float32[batch,sequence,3]", "similar float32[batch,sequence,sequence]"]);
  });

  it("is a message that protobuf reads, of the standard's ops alone", async () => {
    const { path } = await write();
    const { graph: read, opsetImport } = onnxProto.onnx.ModelProto.decode(await readFile(path));
    expect(opsetImport.map(({ domain, version }) => [domain, Number(version)])).toEqual([["", 20]]);
    expect(new Set(read?.node?.map(({ domain }) => domain))).toEqual(new Set([""]));
    const table = read?.initializer?.find(({ name }) => name === "table.weight");
    expect(table?.dims?.map(Number)).toEqual([ROWS, WIDTH]);
    expect(Buffer.from(table?.rawData ?? [])).toEqual(Buffer.from(ramp(ROWS * WIDTH, 1).buffer));
  });

  it("keeps its weights in a second file where one would be too large", async () => {
    const { path, files } = await write({ largestFile: 100 });
    expect(files).toEqual(["model.onnx", "model.onnx_data"]);
    expect((await readFile(join(folder, "model.onnx_data"))).length).toBe(4 * (ROWS * WIDTH + 3 * WIDTH + 3));
    await check(path);
    // One that fits again leaves no second file behind.
    await write();
    expect(await readdir(folder)).toEqual(["model.onnx"]);
  });

  it("is the same to the byte for the same graph and weights", async () => {
    const first = await readFile((await write()).path);
    expect((await readFile((await write()).path)).equals(first)).toBe(true);
  });

  it("tells where it can't be written, and leaves nothing behind", async () => {
    const file = join(folder, "taken");
    await writeFile(file, "");
    await expect(writeOnnxFile(join(file, "model.onnx"), graph(), { weights })).rejects.toMatchObject({
      code: "FILE_ACCESS",
      where: join(file, "model.onnx"),
    });
    expect(await readdir(folder)).toEqual(["taken"]);
  });

  it("refuses a weight that the graph does not have", async () => {
    const more: Weights = new Map([...weights, ["other", { shape: [1], data: new Float32Array(1) }]]);
    await expect(writeOnnxFile(join(folder, "m.onnx"), graph(), { weights: more })).rejects.toThrow("the weight other");
  });
});
