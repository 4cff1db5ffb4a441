import { describe, expect, it } from "vitest";
import { formatType, GraphBuilder } from "./builder.js";
import { math } from "./math.js";
import { verify } from "./verify.js";

describe("GraphBuilder", () => {
  it("types each value as it is added", () => {
    const g = new GraphBuilder("f64");
    const m = math(g);
    const x = g.input("x", g.float, ["T", "B", 4]);
    expect(formatType(m.sum(x, { axes: [-1] }))).toBe("f64[T,B]");
    expect(formatType(m.swap(x))).toBe("f64[T,4,B]");
    expect(formatType(m.unsqueeze(x, -1))).toBe("f64[T,B,4,1]");
    expect(formatType(m.total(x))).toBe("f64[]");
    expect(formatType(m.slice(x, -1, [1, 3]))).toBe("f64[T,B,2]");
  });

  it("adds no node for what changes nothing", () => {
    const g = new GraphBuilder();
    const m = math(g);
    const x = g.input("x", "f32", ["B", 2]);
    expect([m.reshape(x, ["B", 2]), m.expand(x, ["B", 2]), m.cast(x, "f32"), m.concat([x], 0)]).toEqual([x, x, x, x]);
    expect(g.build().nodes).toEqual([]);
  });

  it("gives numbers the type of the other operand", () => {
    const g = new GraphBuilder();
    const m = math(g);
    expect(formatType(m.add(g.input("ids", "i64", ["B"]), 1))).toBe("i64[B]");
    expect(formatType(m.mul(g.input("x", "f64", []), 0.5))).toBe("f64[]");
  });

  it.each(["input", "output"] as const)("refuses a name that is taken: %s", (kind) => {
    for (const first of ["input", "output"] as const) {
      const g = new GraphBuilder();
      const other = g.input("other", "f32", []);
      const declare = { input: () => g.input("loss", "f32", []), output: () => g.output("loss", other) };
      declare[first]();
      expect(declare[kind]).toThrow(
        `[GRAPH_INVALID] ${kind} loss: this name is taken by another input or output.\n  fix: give each input`,
      );
    }
  });

  it("goes on from a graph without touching it", () => {
    const g = new GraphBuilder();
    const x = g.input("x", "f32", ["B"]);
    g.output("y", math(g).neg(x));
    const before = g.build();
    const copy = JSON.stringify(before);
    const more = GraphBuilder.from(before);
    const z = math(more).exp(before.outputs[0]?.value ?? x);
    more.output("z", z);
    const after = more.build();
    expect(JSON.stringify(before)).toBe(copy);
    expect(new Set(after.nodes.flatMap((node) => node.outputs.map(({ id }) => id))).size).toBe(2);
    expect(after.outputs.map(({ name }) => name)).toEqual(["y", "z"]);
    expect(() => verify(after)).not.toThrow();
  });

  it("does not change a graph that was built already", () => {
    const g = new GraphBuilder();
    const x = g.input("x", "f32", []);
    const before = g.build();
    math(g).neg(x);
    expect(before.nodes).toEqual([]);
  });
});
