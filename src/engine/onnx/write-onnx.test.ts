import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import onnxProto from "onnx-proto";
import { describe, expect, it } from "vitest";
import { gradientName, gradients } from "../autodiff.js";
import { GraphBuilder } from "../builder.js";
import { math } from "../math.js";
import { compile } from "../runtime/session.js";
import { openModelFile } from "../runtime/testing/model-file.js";
import { plainOf, relativeError, runOnce, tensorOf, writeGraph } from "../testing/evaluate.js";
import type { Plain } from "../testing/plain.js";
import { interpret } from "../testing/reference.js";
import { writeOnnx } from "./write-onnx.js";

/** Products and sums of fewer than a hundred float64 numbers. */
const FLOAT64 = 1e-12;
const FLOAT32 = 1e-6;

function ramp(shape: readonly number[]): Plain {
  const size = shape.reduce((total, dim) => total * dim, 1);
  return { shape, data: Array.from({ length: size }, (_, i) => Math.sin(1 + 3 * i)) };
}

describe("symbolic dimensions", () => {
  /** Ops that need the sizes of T, B and U when they run. */
  function graph() {
    const g = new GraphBuilder("f64");
    const m = math(g);
    const table = g.input("table", "f64", ["U", 3]);
    const ids = g.input("ids", "i32", ["T", "B"]);
    const lengths = g.input("lengths", "i32", ["B"]);
    const rows = m.gather(table, ids); // [T, B, 3]
    const flat = m.reshape(rows, ["B*T", 3]);
    const steps = m.cast(m.reshape(m.iota("T"), ["T", 1]), "f64");
    const weighted = m.mul(m.reshape(flat, ["T", "B", 3]), m.unsqueeze(m.expand(steps, ["T", "B"]), 2));
    const turned = m.reverseSequence(weighted, lengths);
    const doubled = m.concat([turned, turned], 0); // [2*T, B, 3]
    const hits = m.oneHot(ids, "U"); // [T, B, U]
    g.output("doubled", doubled);
    g.output("square", m.reshape(m.mul(weighted, weighted), ["3*T", "B"]));
    g.output("loss", m.add(m.total(m.mul(turned, m.size("2*B*T"))), m.total(hits)));
    return gradients(g.build(), "loss", ["table"]);
  }

  const shapes = [
    [4, 2, 5],
    [1, 1, 1],
    [7, 3, 2],
    [4, 2, 9],
    [2, 6, 4],
  ] as const;

  it("one session serves every batch shape", async () => {
    const written = graph();
    const executable = await compile(written, { threads: 1 });
    for (const [steps, texts, rows] of shapes) {
      const feeds: Record<string, Plain> = {
        table: ramp([rows, 3]),
        ids: { shape: [steps, texts], data: Array.from({ length: steps * texts }, (_, i) => (i * 7) % rows) },
        lengths: { shape: [texts], data: Array.from({ length: texts }, (_, i) => 1 + (i % steps)) },
      };
      const expected = interpret(written, feeds);
      const fed = written.inputs.map(({ name, value }) => [name, tensorOf(value.dtype, feeds[name] as Plain)]);
      const actual = await executable.run(Object.fromEntries(fed));
      for (const [name, value] of Object.entries(expected)) {
        expect(actual[name]?.shape, `${name} at ${steps}×${texts}`).toEqual(value.shape);
        expect(relativeError(plainOf(actual[name] as never).data, value.data), name).toBeLessThan(FLOAT64);
      }
      expect(expected[gradientName("table")]?.shape).toEqual([rows, 3]);
    }
    await executable.release();
  });

  it("can't be read from no input", () => {
    const g = new GraphBuilder();
    g.input("x", "f32", ["2*B"]);
    g.output("size", math(g).size("B"));
    expect(() => writeOnnx(g.build())).toThrow("no input tells the size of B");
  });
});

describe("the file", () => {
  const decode = (bytes: Uint8Array) => onnxProto.onnx.ModelProto.decode(bytes);

  it("keeps the names, types and shapes of inputs and outputs", () => {
    const g = new GraphBuilder();
    const x = g.input("mask:layer.0", "bool", ["B", 3]);
    g.output("gradient:y", math(g).cast(x, "f32"));
    const { graph, opsetImport, irVersion } = decode(writeOnnx(g.build()));
    const info = (value: onnxProto.onnx.IValueInfoProto | undefined) => {
      const { elemType, shape } = value?.type?.tensorType ?? {};
      return [value?.name, elemType, shape?.dim?.map((dim) => dim.dimParam || Number(dim.dimValue))];
    };
    const { BOOL, FLOAT } = onnxProto.onnx.TensorProto.DataType;
    expect(info(graph?.input?.[0])).toEqual(["mask:layer.0", BOOL, ["B", 3]]);
    expect(info(graph?.output?.[0])).toEqual(["gradient:y", FLOAT, ["B", 3]]);
    expect(Number(irVersion)).toBe(9);
    expect(opsetImport.map(({ domain, version }) => [domain, Number(version)])).toEqual([
      ["", 20],
      ["com.microsoft", 1],
    ]);
  });

  it("gives inner values names that no input has", async () => {
    const names = ["t0", "t1", "v0", "v1", "v2", "v3", "1", "step"];
    const written = writeGraph(({ g, m }) => {
      const inputs = names.map((name) => g.input(name, "f64", ["B"]));
      const sum = inputs.reduce((total, value) => m.mul(m.add(total, value), 2));
      return { y: m.total(g.emit("shift", [sum], { axis: 0, by: 1 })) };
    });
    const feeds = Object.fromEntries(names.map((name, i) => [name, { shape: [2], data: [i, i + 1] }]));
    const { y } = await runOnce({ ...written, feeds });
    expect(y?.data).toEqual(interpret(written.graph, feeds).y?.data);
  });

  it("gives one value under several names, and an input as an output", async () => {
    const written = writeGraph(({ m, feed }) => {
      const x = feed({ shape: [2], data: [1, 2] });
      const y = m.neg(x);
      return { first: y, second: y, same: x };
    });
    const { first, second, same } = await runOnce(written);
    expect([first?.data, second?.data, same?.data]).toEqual([
      [-1, -2],
      [-1, -2],
      [1, 2],
    ]);
  });

  it("writes equal constants once, and none for WebGPU that only the CPU has", () => {
    const { graph } = writeGraph(({ m, feed }) => {
      const [a, b] = [feed(ramp([2, 3])), feed(ramp([4, 3]))];
      const product = m.matmul(a, b, { transB: true });
      return { y: m.add(m.mul(product, 2), 2) };
    }, "f32");
    const ops = (target: "cpu" | "webgpu") =>
      (decode(writeOnnx(graph, { target })).graph?.node ?? []).map(({ opType }) => opType);
    expect(ops("cpu")).toContain("FusedMatMul");
    expect(ops("webgpu")).not.toContain("FusedMatMul");
    expect(ops("webgpu")).toContain("Transpose");
    expect(decode(writeOnnx(graph)).graph?.initializer).toHaveLength(1);
  });

  it("computes for WebGPU what it computes elsewhere, by other nodes", async () => {
    const { graph, feeds } = writeGraph(({ g, m, feed }) => {
      const table = feed(ramp([4, 3]));
      const ids = feed({ shape: [5], data: [0, 3, 1, 3, 3] }, "i32");
      const logits = m.logSoftmax(m.mul(m.gather(table, ids), 40));
      const chosen = m.oneHot(feed({ shape: [5], data: [2, 0, -1, 1, 2] }, "i32"), 3);
      const sums = g.emit("scatter_add", [m.mul(logits, chosen), ids], { size: 4 });
      return { logits, sums };
    }, "f32");
    const nodes = decode(writeOnnx(graph, { target: "webgpu" })).graph?.node ?? [];
    expect(nodes.map(({ opType }) => opType)).not.toContain("LogSoftmax");
    const path = join(await mkdtemp(join(tmpdir(), "pinakes-onnx-")), "webgpu.onnx");
    await writeFile(path, writeOnnx(graph, { target: "webgpu" }));
    const model = await openModelFile(path);
    const types = { f32: "float32", i32: "int32" } as const;
    const fed = graph.inputs.map(({ name, value }) => [
      name,
      { ...(feeds[name] as Plain), type: types[value.dtype as keyof typeof types] },
    ]);
    const actual = await model.run(Object.fromEntries(fed));
    await model.release();
    for (const [name, { data }] of Object.entries(interpret(graph, feeds))) {
      expect(relativeError(Array.from(actual[name] ?? []), data), name).toBeLessThan(FLOAT32);
    }
  });

  it("is the same to the byte for the same graph", () => {
    const write = () => writeOnnx(writeGraph(({ m, feed }) => ({ y: m.softmax(m.add(feed(ramp([2, 3])), 1)) })).graph);
    expect(Buffer.compare(Buffer.from(write()), Buffer.from(write()))).toBe(0);
  });
});
