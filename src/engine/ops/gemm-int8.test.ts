import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gradientName, gradients } from "../autodiff.js";
import type { Graph } from "../graph.js";
import { findInt8Bits } from "../int8-bits.js";
import { writeOnnx } from "../onnx/write-onnx.js";
import { optimize } from "../passes/optimize.js";
import { relativeError, runOnce, type Written, writeGraph } from "../testing/evaluate.js";
import { fill, type Plain } from "../testing/plain.js";
import { interpret } from "../testing/reference.js";
import { verify } from "../verify.js";
import type { Int8Bits } from "./op-set.js";

/** The integers are those of the reference; what is multiplied and added in float32 behind them may cancel. */
const FLOAT32 = 1e-5;

/** What the products in 8 bits give; the loss and the gradient of the bias are plain sums. */
const PRODUCTS = ["y", gradientName("x0"), gradientName("x1")];

const [ROWS, WIDTH, OUT] = [5, 12, 7];

/** x·Wᵀ + b with a loss whose gradient of the product is `slope`, and the gradients of x, W and b. */
function layer(bits: Int8Bits | undefined, [x, weight, bias, slope]: readonly [Plain, Plain, Plain, Plain]): Written {
  const written = writeGraph(({ m, feed }) => {
    const y = m.gemm(feed(x), feed(weight), { transB: true, bias: feed(bias), bits });
    return { y, loss: m.total(m.mul(y, feed(slope))) };
  }, "f32");
  return { ...written, graph: gradients(written.graph, "loss", ["x0", "x1", "x2"]) };
}

const matrix = (rows: number, columns: number, scale = 1): fc.Arbitrary<Plain> =>
  fc
    .array(fc.double({ min: -scale, max: scale, noNaN: true }), {
      minLength: rows * columns,
      maxLength: rows * columns,
    })
    .map((data) => ({ shape: [rows, columns], data: data.map(Math.fround) }));

const operands = fc
  .tuple(matrix(ROWS, WIDTH, 3), matrix(OUT, WIDTH, 0.1), matrix(1, OUT), matrix(ROWS, OUT, 1e-3))
  .map(([x, weight, bias, slope]) => [x, weight, { shape: [OUT], data: bias.data }, slope] as const);

/** How far a number can be from its place on a grid of `steps` between the ends of a matrix, 0 included. */
function rounding({ data }: Plain, steps: number): number {
  const range = Math.max(0, ...data) - Math.min(0, ...data);
  // Half a step for the number, half for the zero; at 7 bits the zero is rounded twice.
  return (1.3 * range) / steps;
}

const largest = ({ data }: Plain): number => Math.max(0, ...data.map(Math.abs));

/** The largest error of an element of a product of two rounded matrices. */
function productError(a: Plain, b: Plain, { inner, steps }: { inner: number; steps: number }): number {
  const [ofA, ofB] = [rounding(a, 255), rounding(b, steps)];
  return inner * (ofA * largest(b) + ofB * largest(a) + ofA * ofB) + 1e-6;
}

function largestDifference(a: Plain | undefined, b: Plain | undefined): number {
  return Math.max(0, ...(a?.data ?? [Number.NaN]).map((value, i) => Math.abs(value - (b?.data[i] as number))));
}

const count = (graph: Graph, op: string): number => graph.nodes.filter((node) => node.op === op).length;

describe.each<[Int8Bits, number]>([
  [8, 255],
  [7, 126],
])("a linear layer in %i bits", (bits, steps) => {
  it("has the values and straight-through gradients of its definition", async () => {
    await fc.assert(
      fc.asyncProperty(operands, async (given) => {
        const written = layer(bits, given);
        const expected = interpret(written.graph, written.feeds);
        const actual = await runOnce(written);
        for (const name of PRODUCTS) {
          const error = relativeError(actual[name]?.data ?? [], expected[name]?.data ?? []);
          expect(error, name).toBeLessThan(FLOAT32);
        }
      }),
      { numRuns: 15 },
    );
  });

  it("is as near to full precision as its steps allow", () => {
    fc.assert(
      fc.property(operands, (given) => {
        const [x, weight, , slope] = given;
        const [rough, exact] = [layer(bits, given), layer(undefined, given)].map(({ graph, feeds }) =>
          interpret(graph, feeds),
        ) as [Record<string, Plain>, Record<string, Plain>];
        const bounds = {
          y: productError(x, weight, { inner: WIDTH, steps }),
          [gradientName("x0")]: productError(slope, weight, { inner: OUT, steps }),
          [gradientName("x1")]: productError(slope, x, { inner: ROWS, steps }),
          [gradientName("x2")]: 1e-9,
        };
        for (const [name, bound] of Object.entries(bounds)) {
          expect(largestDifference(rough[name], exact[name]), name).toBeLessThanOrEqual(bound);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("quantises each operand once a role: input and slope serve two products", () => {
    const { graph } = layer(bits, [
      fill([ROWS, WIDTH], ([i, j]) => (i as number) - (j as number)),
      fill([OUT, WIDTH], () => 1),
      fill([OUT], () => 0),
      fill([ROWS, OUT], () => 1),
    ]);
    expect(count(graph, "gemm_int8")).toBe(3);
    const optimized = optimize(graph);
    verify(optimized);
    expect(count(optimized, "gemm_int8")).toBe(0);
    expect(count(optimized, "matmul_int8")).toBe(3);
    // x as u8 and as i8, the weight as i8 by rows and as a whole, the slope as u8.
    expect(count(optimized, "quantize")).toBe(5);
    // The weight for the way forward, the slope for the weight's gradient.
    expect(count(optimized, "transpose")).toBe(2);
  });
});

it("is exact where operands lie on the grid", async () => {
  const grid = (shape: readonly [number, number], [low, high]: readonly [number, number]): Plain =>
    fill(shape, ([i, j]) => [low, high, 0, 3, 77, 1][((i as number) * 5 + (j as number)) % 6] as number);
  const given = [
    grid([ROWS, WIDTH], [0, 255]),
    grid([OUT, WIDTH], [-128, 127]),
    fill([OUT], ([i]) => i as number),
    grid([ROWS, OUT], [-100, 155]),
  ] as const;
  const [rough, exact] = await Promise.all([runOnce(layer(8, given)), runOnce(layer(undefined, given))]);
  for (const [name, { data }] of Object.entries(exact)) expect(rough[name]?.data, name).toEqual(data);
});

it("is written in ONNX after the passes only", () => {
  const { graph } = layer(8, [fill([1, 2], () => 1), fill([1, 2], () => 1), fill([1], () => 1), fill([1, 1], () => 1)]);
  expect(() => writeOnnx(graph)).toThrow("gemm_int8 is written in ONNX after optimize() only");
  expect(writeOnnx(optimize(graph)).length).toBeGreaterThan(0);
});

it("finds a number of bits whose sums are right on this machine", async () => {
  expect([7, 8]).toContain(await findInt8Bits());
});
