import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../builder.js";
import { math } from "../math.js";
import { printGraph } from "../print.js";
import { runOnce } from "../testing/evaluate.js";
import { fill, type Plain } from "../testing/plain.js";
import { verify } from "../verify.js";
import { splitFixed } from "./split-fixed.js";

const FEEDS: Record<string, Plain> = {
  x: fill([3, 2], ([i, j]) => (i as number) - 2 * (j as number)),
  w: fill([2, 2], ([i, j]) => (i as number) + 1 - (j as number)),
  v: fill([2, 2], () => 0.5),
};

function graph() {
  const g = new GraphBuilder();
  const m = math(g);
  const [x, w, v] = [g.input("x", "f32", ["B", 2]), g.input("w", "f32", [2, 2]), g.input("v", "f32", [2, 2])];
  const fixed = m.tanh(m.mul(w, 2));
  // Its size is known when x is fed.
  g.output("long", m.expand(m.total(fixed), ["B"]));
  g.output("fixed", m.exp(fixed));
  g.output("y", m.matmul(m.matmul(x, fixed), m.mul(v, 2)));
  return g.build();
}

describe("splitFixed", () => {
  it("takes out what depends on the fixed inputs alone", () => {
    const { once, rest } = splitFixed(graph(), new Set(["w"]));
    if (!once) return expect.unreachable();
    verify(once);
    verify(rest);
    expect(printGraph(once)).toMatchInlineSnapshot(`
      "%0: f32[2,2] = input w
      %1: f32[] = constant {dtype=f32, shape=[], data=[2]}
      %2: f32[2,2] = mul %0 %1
      %3: f32[2,2] = tanh %2
      %4: f32[] = reduce_sum %3 {axes=[0,1]}
      %5: f32[2,2] = exp %3
      output fixed:6 = %4
      output fixed:5 = %3
      output fixed:8 = %5"
    `);
    expect(printGraph(rest)).toMatchInlineSnapshot(`
      "%0: f32[B,2] = input x
      %1: f32[2,2] = input v
      %2: f32[] = input fixed:6
      %3: f32[2,2] = input fixed:5
      %4: f32[2,2] = input fixed:8
      %5: f32[B] = expand %2 {shape=[B]}
      %6: f32[B,2] = matmul %0 %3
      %7: f32[] = constant {dtype=f32, shape=[], data=[2]}
      %8: f32[2,2] = mul %1 %7
      %9: f32[B,2] = matmul %6 %8
      output long = %5
      output fixed = %4
      output y = %9"
    `);
  });

  it("computes the same in two parts", async () => {
    const { once, rest } = splitFixed(graph(), new Set(["w"]));
    if (!once) return expect.unreachable();
    const early = await runOnce({ graph: once, feeds: FEEDS });
    expect(await runOnce({ graph: rest, feeds: { ...FEEDS, ...early } })).toEqual(
      await runOnce({ graph: graph(), feeds: FEEDS }),
    );
  });

  it("leaves a graph as it is where nothing is fixed", () => {
    const whole = graph();
    expect(splitFixed(whole, new Set())).toEqual({ rest: whole });
  });
});
