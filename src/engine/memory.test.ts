import { describe, expect, it } from "vitest";
import { gradients } from "./autodiff.js";
import { GraphBuilder } from "./builder.js";
import { math } from "./math.js";
import { planMemory } from "./memory.js";

const KIB = 1024;
/** Columns of a tensor [B, 256] in float32: a KiB a row. */
const WIDTH = 256;

function plan(build: (m: ReturnType<typeof math>, g: GraphBuilder) => void) {
  const g = new GraphBuilder();
  build(math(g), g);
  return planMemory(g.build());
}

const peak = (planned: ReturnType<typeof plan>, batch: number): number => planned.peak(new Map([["B", batch]])) / KIB;

describe("the memory that a graph needs at once", () => {
  it("is two tensors along a chain, however long; what is fed and given is not counted", () => {
    const chain = (length: number) =>
      plan((m, g) => {
        let x = m.exp(g.input("x", "f32", ["B", WIDTH]));
        for (let i = 0; i < length; i++) x = i % 2 === 0 ? m.neg(x) : m.exp(x);
        g.output("y", m.total(x));
        g.output("all", m.tanh(x));
      });
    expect(peak(chain(3), 10)).toBeCloseTo(20, 1);
    expect(peak(chain(30), 10)).toBeCloseTo(20, 1);
    expect(peak(chain(30), 70)).toBeCloseTo(140, 1);
  });

  it("keeps what is read later, and takes a reshape for the tensor that it reads", () => {
    const planned = plan((m, g) => {
      const x = m.exp(g.input("x", "f32", ["B", WIDTH]));
      // Made early, it is computed late: the runtime begins with what stands last.
      const late = m.total(m.reshape(x, ["256*B"]));
      let y = x;
      for (let i = 0; i < 4; i++) y = m.exp(y);
      g.output("y", m.add(late, m.total(y)));
    });
    expect(peak(planned, 10)).toBeCloseTo(30, 1);
  });

  it("grows with the depth of a network once its gradient is wanted", () => {
    const deep = (depth: number, wanted: boolean) => {
      const g = new GraphBuilder();
      const m = math(g);
      let x = g.input("x", "f32", ["B", WIDTH]);
      for (let i = 0; i < depth; i++) x = m.tanh(m.mul(x, g.input(`w${i}`, "f32", [])));
      g.output("loss", m.total(x));
      return planMemory(wanted ? gradients(g.build(), "loss", ["w0"]) : g.build());
    };
    expect(peak(deep(12, false), 10)).toBeCloseTo(20, 1);
    const [six, twelve] = [peak(deep(6, true), 10), peak(deep(12, true), 10)];
    expect(twelve - six).toBeGreaterThanOrEqual(60);
    expect(twelve - six).toBeLessThanOrEqual(120);
  });

  it("holds a dropout's factors from the way there to the way back", () => {
    const step = (rate: number) => {
      const g = new GraphBuilder();
      const m = math(g);
      const x = m.mul(g.input("x", "f32", ["B", WIDTH]), g.input("w", "f32", []));
      const mask = g.input("mask", "bool", ["B", WIDTH]);
      g.output("loss", m.total(m.exp(rate > 0 ? m.dropout(x, mask, rate) : x)));
      return planMemory(gradients(g.build(), "loss", ["w"]));
    };
    expect(peak(step(0.5), 10) - peak(step(0), 10)).toBeCloseTo(10, 1);
  });
});
