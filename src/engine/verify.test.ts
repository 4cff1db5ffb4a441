import { describe, expect, it } from "vitest";
import { InternalError, PinakesError } from "../shared/index.js";
import { GraphBuilder } from "./builder.js";
import type { Graph, Node, Value } from "./graph.js";
import { math } from "./math.js";
import { verify } from "./verify.js";

function sound(): Graph {
  const g = new GraphBuilder();
  const m = math(g);
  const x = g.input("x", "f32", ["B", 3]);
  g.output("y", m.sum(m.mul(m.exp(x), x), { axes: [1] }));
  return g.build();
}

const { inputs, nodes, outputs, float } = sound();
const [exp, mul, sum] = nodes as [Node, Node, Node];
const [ofExp, ofMul] = [exp.outputs[0] as Value, mul.outputs[0] as Value];

const stranger: Value = { id: 99, dtype: "f32", shape: ["B", 3] };

/** Graphs that no pass may make. */
const faults: Record<string, readonly [Partial<Graph>, string]> = {
  "an operand that nothing defines": [
    { nodes: [exp, { ...mul, inputs: [stranger, ofExp] }, sum] },
    "mul reads %99 before it is defined",
  ],
  "an operand that is defined later": [{ nodes: [mul, exp, sum] }, "mul reads %1 before it is defined"],
  "an operand of another type": [
    { nodes: [exp, { ...mul, inputs: [{ ...ofExp, shape: ["B", 1] }, ofExp] }, sum] },
    "mul reads %1 as f32[B,1], but it is f32[B,3]",
  ],
  "a value that is defined twice": [{ nodes: [exp, exp, mul, sum] }, "%1 is defined twice, last by exp"],
  "a value that an input defines as well": [
    { nodes: [{ ...exp, outputs: inputs.map(({ value }) => value) }, mul, sum] },
    "%0 is defined twice, last by exp",
  ],
  "a result of a wrong shape": [
    { nodes: [exp, { ...mul, outputs: [{ ...ofMul, shape: ["B", 4] }] }, sum] },
    "result 0 of mul is f32[B,4], not f32[B,3]",
  ],
  "a result of a wrong element type": [
    { nodes: [{ ...exp, outputs: [{ ...ofExp, dtype: "f64" }] }, mul, sum] },
    "result 0 of exp is f64[B,3], not f32[B,3]",
  ],
  "a missing result": [{ nodes: [{ ...exp, outputs: [] }, mul, sum] }, "exp has 0 results, not 1"],
  "a result too many": [{ nodes: [{ ...exp, outputs: [ofExp, stranger] }, mul, sum] }, "exp has 2 results, not 1"],
  "an output that nothing defines": [
    { outputs: [...outputs, { name: "z", value: stranger }] },
    "output z reads %99 before it is defined",
  ],
};

describe("verify", () => {
  it("takes a sound graph", () => {
    expect(() => verify(sound())).not.toThrow();
  });

  it.each(Object.entries(faults))("finds %s", (_, [change, message]) => {
    const faulty = { float, inputs, nodes, outputs, ...change };
    expect(() => verify(faulty)).toThrow(InternalError);
    expect(() => verify(faulty)).toThrow(message);
  });

  it("finds operands that an op does not take", () => {
    const faulty = { float, inputs, nodes: [exp, { ...mul, inputs: [ofExp] }, sum], outputs };
    expect(() => verify(faulty)).toThrow(PinakesError);
    expect(() => verify(faulty)).toThrow("mul(f32[B,3]): operand 1 is missing");
  });
});
