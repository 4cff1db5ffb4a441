import fc from "fast-check";
import { gradients } from "../autodiff.js";
import { GraphBuilder } from "../builder.js";
import type { Value } from "../graph.js";
import { math } from "../math.js";
import type { Written } from "./evaluate.js";
import type { Plain } from "./plain.js";

/** One node to add: which op, over which of the values there are. */
type Step = readonly [op: number, first: number, second: number];

/** Inputs whose shapes all broadcast with each other. */
const FEEDS: Readonly<Record<string, Plain>> = {
  x: { shape: [2, 3], data: [0.5, -1.25, 2, -0.75, 0, 1] },
  y: { shape: [3], data: [1, -0.5, 0.25] },
  z: { shape: [2, 1], data: [-1.5, 0.75] },
  s: { shape: [], data: [0.3] },
};

function grow(steps: readonly Step[]): Written {
  const g = new GraphBuilder("f64");
  const m = math(g);
  const inputs = Object.entries(FEEDS).map(([name, { shape }]) => g.input(name, "f64", shape));
  const values: Value[] = [...inputs];
  // Products pass through tanh, so that no value overflows.
  const ops: readonly ((a: Value, b: Value) => Value)[] = [
    (a, b) => m.add(a, b),
    (a, b) => m.sub(a, b),
    (a, b) => m.tanh(m.mul(a, b)),
    (a, b) => m.max(a, b),
    (a, b) => m.min(a, b),
    (a, b) => m.select(m.less(a, b), a, b),
    (a, b) => m.div(a, m.add(m.abs(b), 1)),
    (a) => m.neg(a),
    (a) => m.tanh(a),
    (a) => m.sigmoid(a),
    (a) => m.exp(m.tanh(a)),
    (a) => m.add(a, 0),
    (a) => m.mul(a, 1),
    (a) => m.softmax(m.add(a, m.vector([0, 0, 0]))),
    (a) => (a.shape.length > 0 ? m.sum(a, { axes: [-1], keepDims: true }) : a),
    () => m.scalar(1),
    () => m.scalar(0),
    () => m.vector([1, 0.5, -2]),
    () => m.vector([0, 0, 0]),
  ];
  for (const [op, first, second] of steps) {
    const [a, b] = [values[first % values.length], values[second % values.length]] as [Value, Value];
    values.push((ops[op % ops.length] as (a: Value, b: Value) => Value)(a, b));
  }
  // Every input reaches the loss.
  const [last, earlier] = [values.at(-1), values.at(-2)] as [Value, Value];
  const all = inputs.reduce((sum, value) => m.add(sum, value));
  g.output("last", last);
  g.output("loss", m.total(m.add(m.mul(last, earlier), all)));
  return { graph: gradients(g.build(), "loss", Object.keys(FEEDS)), feeds: FEEDS };
}

/** Small graphs of element-wise ops, constants and reductions, with the gradients of all inputs. */
export const randomGraph: fc.Arbitrary<Written> = fc
  .array(fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)), { minLength: 1, maxLength: 14 })
  .map(grow);
