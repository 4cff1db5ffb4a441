import { describe, expect, it } from "vitest";
import { PinakesError, Rng } from "../../shared/index.js";
import { gradientName, gradients } from "../autodiff.js";
import { GraphBuilder } from "../builder.js";
import { math } from "../math.js";
import { realData, type Tensor, tensor } from "../tensor.js";
import { compile, createSession, type Executable, type Tensors } from "./session.js";

const numbers = (value: Tensor | undefined): number[] => Array.from(realData(value as Tensor));

const f32 = (shape: readonly number[], data: readonly number[]): Tensor<"f32"> =>
  tensor("f32", shape, Float32Array.from(data));

/** y = x + w over x [B, 2] and w [2], and their product; n [B] i32 only has to fit. */
async function withSum<T>(use: (executable: Executable) => Promise<T>): Promise<T> {
  const g = new GraphBuilder();
  const m = math(g);
  const double = g.input("double", "f32", ["2*B"]);
  const [x, w] = [g.input("x", "f32", ["B", 2]), g.input("w", "f32", [2])];
  const n = g.input("n", "i32", ["B"]);
  g.output("sum", m.add(x, w));
  g.output("product", m.mul(x, w));
  g.output("rest", m.add(m.total(double), m.total(m.cast(n, "f32"))));
  const executable = await compile(g.build(), { threads: 1 });
  try {
    return await use(executable);
  } finally {
    await executable.release();
  }
}

const good = (): Record<string, Tensor> => ({
  double: f32([4], [1, 1, 1, 1]),
  x: f32([2, 2], [1, 2, 3, 4]),
  w: f32([2], [10, 20]),
  n: tensor("i32", [2], Int32Array.of(1, 2)),
});

async function failure(promise: Promise<unknown>): Promise<PinakesError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PinakesError);
  return error as PinakesError;
}

describe("feeds", () => {
  it.each<[string, Record<string, Tensor | undefined>, string]>([
    ["missing", { w: undefined }, "feed w: it is missing.\n  fix: feed a tensor of f32[2]."],
    ["of another type", { x: tensor("f64", [2, 2], new Float64Array(4)) }, "feed x: it is of f64."],
    [
      "of another rank",
      { x: f32([4], [1, 2, 3, 4]) },
      "feed x: it has the shape [4].\n  fix: feed a tensor of f32[B,2]",
    ],
    ["of a wrong size", { w: f32([3], [1, 2, 3]) }, "feed w: it has the shape [3], not [2]."],
    ["at odds over a symbol", { n: tensor("i32", [3], new Int32Array(3)) }, "feed n: it has the shape [3], not [2]."],
    ["at odds over a multiple", { double: f32([5], [1, 1, 1, 1, 1]) }, "feed double: it has the shape [5], not [4]."],
    [
      "of fewer elements than the shape says",
      { x: f32([2, 2], [1]) },
      "feed x: it has the shape [2,2], but 1 elements",
    ],
  ])("%s are GRAPH_INVALID", async (_, change, message) => {
    await withSum(async (executable) => {
      const error = await failure(executable.run({ ...good(), ...change } as Tensors));
      expect(error.message).toContain(`[GRAPH_INVALID] ${message}`);
    });
  });

  it("that no input asks for are ignored", async () => {
    await withSum(async (executable) => {
      const { sum } = await executable.run({ ...good(), other: f32([1], [0]) });
      expect(numbers(sum)).toEqual([11, 22, 13, 24]);
    });
  });

  it("that the runtime refuses are ENGINE_RUNTIME, with its words", async () => {
    const g = new GraphBuilder();
    g.output("y", math(g).gather(g.input("table", "f32", ["U"]), g.input("ids", "i32", ["N"])));
    const executable = await compile(g.build(), { threads: 1 });
    const feeds = { table: f32([2], [0, 1]), ids: tensor("i32", [1], Int32Array.of(2)) };
    const error = await failure(executable.run(feeds));
    await executable.release();
    expect(error.code).toBe("ENGINE_RUNTIME");
    expect(error.message).toMatch(/running a graph: .*out of/u);
  });
});

describe("results", () => {
  it("are those that are fetched, with types and shapes", async () => {
    await withSum(async (executable) => {
      const all = await executable.run(good());
      expect(Object.keys(all)).toEqual(["sum", "product", "rest"]);
      expect(all.rest).toEqual(f32([], [7]));
      const one = await executable.run(good(), { fetch: ["product"] });
      expect(one).toEqual({ product: f32([2, 2], [10, 40, 30, 80]) });
    });
  });

  it("of an unknown name are GRAPH_INVALID", async () => {
    await withSum(async (executable) => {
      const error = await failure(executable.run(good(), { fetch: ["nothing"] }));
      expect(error.message).toContain("[GRAPH_INVALID] fetch nothing: the graph has no output of this name.");
      expect(error.message).toContain("fix: fetch some of sum, product, rest.");
    });
  });

  it("are written into tensors that are given, run after run", async () => {
    await withSum(async (executable) => {
      const into = { sum: f32([2, 2], [0, 0, 0, 0]) };
      for (const step of [1, 2]) {
        const feeds = { ...good(), w: f32([2], [step, step]) };
        const results = await executable.run(feeds, { fetch: ["sum", "product"], into });
        expect([...into.sum.data]).toEqual([1, 2, 3, 4].map((value) => value + step));
        expect(numbers(results.sum)).toEqual([...into.sum.data]);
        expect(numbers(results.product)).toEqual([1, 2, 3, 4].map((value) => value * step));
      }
    });
  });

  it("into a tensor of another shape are ENGINE_RUNTIME", async () => {
    await withSum(async (executable) => {
      const error = await failure(executable.run(good(), { fetch: ["sum"], into: { sum: f32([4], [0, 0, 0, 0]) } }));
      expect(error.code).toBe("ENGINE_RUNTIME");
    });
  });

  it("can overwrite an input: a parameter is updated in place", async () => {
    const g = new GraphBuilder();
    const m = math(g);
    const w = g.input("w", "f32", [1000]);
    const rate = g.input("rate", "f32", []);
    g.output("next", m.sub(w, m.mul(rate, m.sub(w, m.scalar(5)))));
    const executable = await compile(g.build(), { threads: 2 });
    const data = new Float32Array(1000);
    const weights = tensor("f32", [1000], data);
    for (let step = 0; step < 3; step++) {
      await executable.run({ w: weights, rate: f32([], [0.5]) }, { fetch: ["next"], into: { next: weights } });
    }
    await executable.release();
    expect(data).toEqual(new Float32Array(1000).fill(5 * (1 - 0.5 ** 3)));
  });
});

describe("sessions", () => {
  it("can't be used once released", async () => {
    const g = new GraphBuilder();
    g.output("y", math(g).neg(g.input("x", "f32", [1])));
    const executable = await compile(g.build(), { threads: 1 });
    await executable.run({ x: f32([1], [1]) });
    await executable.release();
    expect((await failure(executable.run({ x: f32([1], [1]) }))).code).toBe("ENGINE_RUNTIME");
  });

  it("of a broken model are ENGINE_RUNTIME", async () => {
    const error = await failure(createSession(Uint8Array.of(1, 2, 3), { device: "cpu" }));
    expect(error.code).toBe("ENGINE_RUNTIME");
    expect(error.message).toContain("building a graph for cpu");
  });

  it("run at the same time give their own results", async () => {
    await withSum(async (executable) => {
      const results = await Promise.all(
        [1, 2, 3].map((step) => executable.run({ ...good(), w: f32([2], [step, step]) }, { fetch: ["sum"] })),
      );
      results.forEach(({ sum }, index) => {
        expect(numbers(sum)).toEqual([1, 2, 3, 4].map((value) => value + index + 1));
      });
    });
  });

  it("keep float64 to the last digits: the runtime's fusions would round the factor to float32", async () => {
    const g = new GraphBuilder("f64");
    const m = math(g);
    const [a, b] = [g.input("a", "f64", [1, 2]), g.input("b", "f64", [1, 2])];
    g.output("y", m.mul(m.matmul(a, b, { transB: true }), 1 / 3));
    const executable = await compile(g.build(), { threads: 1 });
    const row = (data: readonly number[]): Tensor => tensor("f64", [1, 2], Float64Array.from(data));
    const { y } = await executable.run({ a: row([3, 5]), b: row([7, 11]) });
    expect(numbers(y)[0]).toBeCloseTo(76 / 3, 13);
    await executable.release();
  });
});

it.each([1, 2])("the same feeds give the same bits, on %i threads", async (threads) => {
  const [steps, texts, width, hidden, rows] = [24, 16, 64, 32, 40];
  const g = new GraphBuilder();
  const m = math(g);
  const table = g.input("table", "f32", [rows, width]);
  const ids = g.input("ids", "i32", ["T", "B"]);
  const flat = m.reshape(m.gather(table, ids), ["B*T", width]);
  const gates = m.reshape(m.gemm(flat, g.input("w", "f32", [width, 4 * hidden])), ["T", "B", 4 * hidden]);
  const states = g.emit("lstm", [gates, g.input("r", "f32", [hidden, 4 * hidden])], {});
  g.output("loss", m.total(m.mul(m.logSoftmax(states), states)));
  const names = ["table", "w", "r"];
  const executable = await compile(gradients(g.build(), "loss", names), { threads });
  const rng = Rng.fromSeed(5).split("bits");
  const random = (...shape: number[]) => {
    const size = shape.reduce((total, dim) => total * dim, 1);
    return f32(
      shape,
      Array.from({ length: size }, () => rng.normal() / 4),
    );
  };
  const feeds = {
    table: random(rows, width),
    w: random(width, 4 * hidden),
    r: random(hidden, 4 * hidden),
    ids: tensor(
      "i32",
      [steps, texts],
      Int32Array.from({ length: steps * texts }, () => rng.integer(rows)),
    ),
  };
  const runs = [];
  for (let repeat = 0; repeat < 4; repeat++) runs.push(await executable.run(feeds));
  await executable.release();
  for (const name of ["loss", ...names.map(gradientName)]) {
    const bits = runs.map((run) => `${new Uint32Array(realData(run[name] as Tensor).slice().buffer)}`);
    expect(new Set(bits).size, name).toBe(1);
  }
});
