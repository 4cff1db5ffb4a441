import { describe, expect, it } from "vitest";
import { InternalError } from "../shared/index.js";
import { gradientName, gradients } from "./autodiff.js";
import { GraphBuilder } from "./builder.js";
import type { Value } from "./graph.js";
import { math } from "./math.js";
import { vjpRules } from "./ops/gradients.js";
import type { OpName } from "./ops/op-set.js";
import { optimize } from "./passes/optimize.js";
import { runOnce, type Writer, writeGraph } from "./testing/evaluate.js";
import { interpret } from "./testing/reference.js";

const row = (...data: number[]) => ({ shape: [data.length], data });

/** The gradients of a loss with respect to all that is fed, by the definitions of the ops. */
function gradientsOf(write: (writer: Writer) => Value): number[][] {
  const written = writeGraph((writer) => ({ loss: write(writer) }));
  const names = written.graph.inputs.filter(({ value }) => value.dtype === "f64").map(({ name }) => name);
  const results = interpret(gradients(written.graph, "loss", names), written.feeds);
  return names.map((name) => [...(results[gradientName(name)]?.data ?? [])]);
}

describe("gradients", () => {
  it("sum over all uses of a value", () => {
    // x² + 3x + x·y
    const [dx, dy] = gradientsOf(({ m, feed }) => {
      const [x, y] = [feed(row(2, -1)), feed(row(5, 7))];
      return m.total(m.add(m.add(m.mul(x, x), m.mul(x, 3)), m.mul(x, y)));
    });
    expect(dx).toEqual([2 * 2 + 3 + 5, 2 * -1 + 3 + 7]);
    expect(dy).toEqual([2, -1]);
  });

  it("sum over the axes along which a value was broadcast", () => {
    const [scale, scalar, column] = gradientsOf(({ m, feed }) => {
      const [a, s, c] = [feed(row(1, 2, 3)), feed({ shape: [], data: [4] }), feed({ shape: [2, 1], data: [5, 6] })];
      return m.total(m.mul(m.mul(c, a), s)); // [2, 3]
    });
    expect(scale).toEqual([44, 44, 44]);
    expect(scalar).toEqual([66]);
    expect(column).toEqual([24, 24]);
  });

  it("of a value that is broadcast a second time", () => {
    const [dx] = gradientsOf(({ m, feed }) => {
      const x = feed(row(1, 2));
      const wide = m.expand(x, [3, 2]); // used three times a column
      return m.total(m.add(m.mul(wide, x), x));
    });
    expect(dx).toEqual([2 * 3 * 1 + 3, 2 * 3 * 2 + 3]);
  });

  it("keep the size-1 axes of what was expanded", async () => {
    const written = writeGraph(({ g, m }) => {
      const x = g.input("x", "f64", ["B", 1]);
      const steps = m.total(g.input("t", "f64", ["T"]));
      return { loss: m.total(m.expand(x, ["T", "B", 4])), steps };
    });
    const feeds = { x: { shape: [2, 1], data: [1, 2] }, t: row(0, 0, 0) };
    const results = await runOnce({ graph: gradients(written.graph, "loss", ["x"]), feeds });
    expect(results[gradientName("x")]).toEqual({ shape: [2, 1], data: [12, 12] });
  });

  it("of a mean count symbolic elements", async () => {
    const written = writeGraph(({ g, m }) => ({ loss: m.mean(g.input("x", "f64", ["B", 2]), { axes: [0, 1] }) }));
    const results = await runOnce({
      graph: gradients(written.graph, "loss", ["x"]),
      feeds: { x: { shape: [4, 2], data: [1, 2, 3, 4, 5, 6, 7, 8] } },
    });
    expect(results[gradientName("x")]?.data).toEqual(new Array(8).fill(1 / 8));
  });

  it("go to the first of two equal operands of max and min, and evenly to equal maxima of a reduction", () => {
    const [a, b] = gradientsOf(({ m, feed }) => {
      const [x, y] = [feed(row(1, 2, 3)), feed(row(1, 3, 2))];
      return m.total(m.add(m.max(x, y), m.mul(m.min(x, y), 10)));
    });
    expect([a, b]).toEqual([
      [11, 10, 1],
      [0, 1, 10],
    ]);
    const [x] = gradientsOf(({ m, feed }) => m.total(m.maxOver(feed(row(4, 1, 4, 0)), { axes: [0] })));
    expect(x).toEqual([0.5, 0, 0.5, 0]);
  });

  it("do not pass conditions and ids", () => {
    const [table] = gradientsOf(({ m, feed }) => {
      const rows = m.gather(feed({ shape: [3, 1], data: [1, 2, 3] }), feed(row(2, 0, 2), "i32"));
      return m.total(m.mul(rows, m.cast(m.less(rows, 10), "f64")));
    });
    expect(table).toEqual([1, 0, 2]);
  });

  it("leave the loss and the outputs as they were", async () => {
    const written = writeGraph(({ m, feed }) => {
      const x = m.exp(feed(row(0, 1)));
      return { x, loss: m.total(x) };
    });
    const results = interpret(gradients(written.graph, "loss", ["x0"]), written.feeds);
    expect(Object.keys(results)).toEqual(["x", "loss", "gradient:x0"]);
    expect(results.x?.data).toEqual([1, Math.E]);
    expect(results[gradientName("x0")]?.data).toEqual([1, Math.E]);
  });

  it("are not computed for what is not asked for", () => {
    const written = writeGraph(({ m, feed }) => {
      const [x, w] = [feed({ shape: [2, 3], data: [] }), feed({ shape: [3, 4], data: [] })];
      return { loss: m.total(m.matmul(x, w)) };
    });
    const products = (names: string[]) =>
      optimize(gradients(written.graph, "loss", names)).nodes.filter(({ op }) => op === "matmul").length;
    expect([products(["x0"]), products(["x1"]), products(["x0", "x1"])]).toEqual([2, 2, 3]);
  });
});

describe("what can't have a gradient", () => {
  function graph() {
    return writeGraph(({ g, m }) => {
      const x = g.input("x", "f64", ["B"]);
      g.input("unread", "f64", []);
      m.exp(g.input("deadEnd", "f64", []));
      return { loss: m.total(x), vector: x, steps: m.total(m.sign(x)) };
    }).graph;
  }

  it.each([
    ["loss", "unread", "input unread: the loss does not depend on it.\n  fix: drop the parameter"],
    ["loss", "deadEnd", "input deadEnd: the loss does not depend on it."],
    ["loss", "nobody", "gradients of loss: the graph has no input or output nobody."],
    ["nothing", "x", "gradients of nothing: the graph has no input or output nothing."],
    ["vector", "x", "gradients of vector: it is no scalar."],
  ])("%s by %s is GRAPH_INVALID", (output, input, message) => {
    expect(() => gradients(graph(), output, [input])).toThrow(`[GRAPH_INVALID] ${message}`);
  });

  it("a path through an op without a gradient is a fault", () => {
    expect(() => gradients(graph(), "steps", ["x"])).toThrow(InternalError);
    expect(() => gradients(graph(), "steps", ["x"])).toThrow("a gradient flows through sign");
  });

  it("is written down for each op", () => {
    const without = (Object.keys(vjpRules) as OpName[]).filter((op) => vjpRules[op] === "not-differentiable");
    expect(without).toEqual([
      "constant",
      "sign",
      "less",
      "equal",
      "quantize",
      "matmul_int8",
      "one_hot",
      "size",
      "iota",
      "lstm_grad",
    ]);
  });

  it("is no second derivative of an LSTM", () => {
    const g = new GraphBuilder("f64");
    const m = math(g);
    const x = g.input("x", "f64", ["T", "B", 4]);
    g.output("loss", m.total(g.emit("lstm", [x, g.input("r", "f64", [1, 4])], {})));
    const first = gradients(g.build(), "loss", ["x"]);
    const more = GraphBuilder.from(first);
    const gradient = first.outputs.find(({ name }) => name === gradientName("x"))?.value as Value;
    more.output("norm", math(more).total(gradient));
    expect(() => gradients(more.build(), "norm", ["r"])).toThrow("lstm_grad, which is not differentiable");
  });
});
