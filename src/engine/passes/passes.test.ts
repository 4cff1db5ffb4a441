import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../builder.js";
import type { Graph, Value } from "../graph.js";
import { type GraphMath, math } from "../math.js";
import { printGraph } from "../print.js";
import { relativeError, runOnce } from "../testing/evaluate.js";
import { randomGraph } from "../testing/random-graph.js";
import { interpret } from "../testing/reference.js";
import { verify } from "../verify.js";
import { shareCommonSubexpressions } from "./common-subexpressions.js";
import { dropDeadCode } from "./dead-code.js";
import { foldConstants } from "./fold-constants.js";
import { optimize } from "./optimize.js";

/** A graph over an input x: f32[B,2] with outputs y0, y1, … */
function graphOf(write: (m: GraphMath, x: Value, g: GraphBuilder) => readonly Value[]): Graph {
  const g = new GraphBuilder();
  const results = write(math(g), g.input("x", "f32", ["B", 2]), g);
  results.forEach((value, index) => {
    g.output(`y${index}`, value);
  });
  return g.build();
}

describe("dead code", () => {
  it("drops what no output depends on, and keeps inputs", () => {
    const graph = graphOf((m, x, g) => {
      g.input("unread", "f32", []);
      const kept = m.neg(x);
      m.exp(m.exp(kept));
      return [m.abs(kept)];
    });
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "%0: f32[B,2] = input x
      %1: f32[] = input unread
      %2: f32[B,2] = neg %0
      %3: f32[B,2] = exp %2
      %4: f32[B,2] = exp %3
      %5: f32[B,2] = abs %2
      output y0 = %5"
    `);
    expect(printGraph(dropDeadCode(graph))).toMatchInlineSnapshot(`
      "%0: f32[B,2] = input x
      %1: f32[] = input unread
      %2: f32[B,2] = neg %0
      %3: f32[B,2] = abs %2
      output y0 = %3"
    `);
  });

  it("keeps a node of which one result is read", () => {
    const graph = graphOf((m, x, g) => {
      const [, mean] = g.emitAll("layer_norm", [x, m.vector([1, 1]), m.vector([0, 0])], { epsilon: 1e-5 });
      return [mean as Value];
    });
    expect(dropDeadCode(graph).nodes.map(({ op }) => op)).toEqual(["constant", "constant", "layer_norm"]);
  });
});

describe("common subexpressions", () => {
  it("are computed once, also where they are nested or outputs", () => {
    const graph = graphOf((m, x) => [m.mul(m.exp(m.neg(x)), 2), m.mul(m.exp(m.neg(x)), 2), m.exp(m.neg(x))]);
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "%0: f32[B,2] = input x
      %1: f32[B,2] = neg %0
      %2: f32[B,2] = exp %1
      %3: f32[] = constant {dtype=f32, shape=[], data=[2]}
      %4: f32[B,2] = mul %2 %3
      %5: f32[B,2] = neg %0
      %6: f32[B,2] = exp %5
      %7: f32[] = constant {dtype=f32, shape=[], data=[2]}
      %8: f32[B,2] = mul %6 %7
      %9: f32[B,2] = neg %0
      %10: f32[B,2] = exp %9
      output y0 = %4
      output y1 = %8
      output y2 = %10"
    `);
    expect(printGraph(shareCommonSubexpressions(graph))).toMatchInlineSnapshot(`
      "%0: f32[B,2] = input x
      %1: f32[B,2] = neg %0
      %2: f32[B,2] = exp %1
      %3: f32[] = constant {dtype=f32, shape=[], data=[2]}
      %4: f32[B,2] = mul %2 %3
      output y0 = %4
      output y1 = %4
      output y2 = %2"
    `);
  });

  it("differ where attributes or operands do", () => {
    const graph = graphOf((m, x) => [
      m.sum(x, { axes: [0] }),
      m.sum(x, { axes: [1] }),
      m.sum(x, { axes: [1], keepDims: true }),
      m.sub(x, m.neg(x)),
      m.sub(m.neg(x), x),
    ]);
    const shared = shareCommonSubexpressions(graph);
    expect(shared.nodes).toHaveLength(6);
    expect(new Set(shared.outputs.map(({ value }) => value.id)).size).toBe(5);
  });

  it("tell infinities and NaN apart, which JSON does not", () => {
    const { POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN: none } = Number;
    const graph = graphOf((m) => [POSITIVE_INFINITY, NEGATIVE_INFINITY, none].map((value) => m.scalar(value)));
    const shared = shareCommonSubexpressions(graph);
    expect(new Set(shared.outputs.map(({ value }) => value.id)).size).toBe(3);
  });
});

describe("constant folding", () => {
  it("computes what depends on constants alone, scalars spread over vectors", () => {
    const graph = graphOf((m, x) => [
      m.add(x, m.mul(m.vector([1, 2]), m.neg(m.scalar(3)))),
      m.max(m.vector([1, 5]), m.vector([4, 2])),
    ]);
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "%0: f32[B,2] = input x
      %1: f32[2] = constant {dtype=f32, shape=[2], data=[1,2]}
      %2: f32[] = constant {dtype=f32, shape=[], data=[3]}
      %3: f32[] = neg %2
      %4: f32[2] = mul %1 %3
      %5: f32[B,2] = add %0 %4
      %6: f32[2] = constant {dtype=f32, shape=[2], data=[1,5]}
      %7: f32[2] = constant {dtype=f32, shape=[2], data=[4,2]}
      %8: f32[2] = max %6 %7
      output y0 = %5
      output y1 = %8"
    `);
    expect(printGraph(dropDeadCode(foldConstants(graph)))).toMatchInlineSnapshot(`
      "%0: f32[B,2] = input x
      %1: f32[2] = constant {dtype=f32, shape=[2], data=[-3,-6]}
      %2: f32[B,2] = add %0 %1
      %3: f32[2] = constant {dtype=f32, shape=[2], data=[4,5]}
      output y0 = %2
      output y1 = %3"
    `);
  });

  it("drops operations that change nothing", () => {
    const graph = graphOf((m, x) => {
      const value = m.add(m.scalar(0), m.sub(m.add(x, 0), 0));
      return [m.neg(m.div(m.mul(m.mul(m.scalar(1), value), 1), 1))];
    });
    expect(graph.nodes.filter(({ op }) => op !== "constant")).toHaveLength(7);
    expect(printGraph(optimize(graph))).toMatchInlineSnapshot(`
      "%0: f32[B,2] = input x
      %1: f32[B,2] = neg %0
      output y0 = %1"
    `);
  });

  it("keeps operations that only look so: another operand order, or a result that is wider", () => {
    const graph = graphOf((m, x) => [
      m.sub(m.scalar(0), x),
      m.div(m.scalar(1), x),
      m.add(m.total(x), m.vector([0, 0])),
    ]);
    const kept = optimize(graph).nodes.map(({ op }) => op);
    expect(kept.filter((op) => ["sub", "div", "add"].includes(op))).toEqual(["sub", "div", "add"]);
  });

  it("gives an input as an output where nothing is left between", () => {
    const graph = optimize(graphOf((m, x) => [m.add(x, 0)]));
    expect(graph.nodes).toEqual([]);
    expect(graph.outputs[0]?.value.id).toBe(graph.inputs[0]?.value.id);
  });
});

describe("every pass, on random graphs with gradients", () => {
  it.each([
    ["dropDeadCode", dropDeadCode],
    ["shareCommonSubexpressions", shareCommonSubexpressions],
    ["foldConstants", foldConstants],
    ["optimize", optimize],
  ])("%s gives a sound graph with the same outputs and no more nodes", (_, pass) => {
    fc.assert(
      fc.property(randomGraph, ({ graph, feeds }) => {
        const before = printGraph(graph);
        verify(graph);
        const after = pass(graph);
        verify(after);
        expect(printGraph(graph)).toBe(before);
        expect(after.nodes.length).toBeLessThanOrEqual(graph.nodes.length);
        const [expected, actual] = [interpret(graph, feeds), interpret(after, feeds)];
        expect(Object.keys(actual)).toEqual(Object.keys(expected));
        for (const [name, value] of Object.entries(expected)) {
          expect(relativeError(actual[name]?.data ?? [], value.data), name).toBe(0);
        }
        expect(printGraph(pass(after))).toBe(printGraph(pass(pass(after))));
      }),
      { numRuns: 60 },
    );
  });

  /** Sums of about twenty float64 numbers in another order than the reference's. */
  const FLOAT64_GRAPH = 1e-12;

  // A fixed seed: where rounding decides which of two equal operands wins, gradients may differ.
  it("and the runtime gives what the definitions of the ops give", async () => {
    await fc.assert(
      fc.asyncProperty(randomGraph, async (written) => {
        const expected = interpret(written.graph, written.feeds);
        const actual = await runOnce(written);
        for (const [name, value] of Object.entries(expected)) {
          expect(relativeError(actual[name]?.data ?? [], value.data), name).toBeLessThan(FLOAT64_GRAPH);
        }
      }),
      { numRuns: 25, seed: 11 },
    );
  });
});
