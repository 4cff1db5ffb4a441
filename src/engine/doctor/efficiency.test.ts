import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../builder.js";
import { math } from "../math.js";
import { elementCount, tensor } from "../tensor.js";
import { measureEfficiency, measureStack } from "./efficiency.js";
import { timeInTurn } from "./time-in-turn.js";

const clock = () => performance.now();

describe("measureStack", () => {
  it("counts the products of forward and backward, and gives the ratio of the times", async () => {
    const [rows, width, inner, layers] = [32, 16, 64, 2];
    const report = await measureStack({ seconds: 0, clock }, { rows, width, inner, layers });
    // Two products a layer forward, each with two in the backward; the first has no gradient by its input.
    const products = 3 * 2 * layers - 1;
    expect(report.flops).toBe(products * 2 * rows * width * inner);
    expect(report.rounds).toBe(2);
    expect(report.efficiency).toBeCloseTo(report.graph_gflops / report.bare_gflops, 12);
    expect(report.graph_seconds).toBeGreaterThan(0);
  });
});

describe("measureEfficiency", () => {
  it("counts stacked products, with symbols", async () => {
    const g = new GraphBuilder();
    const m = math(g);
    g.output("c", m.relu(m.matmul(g.input("a", "f32", ["B", 5, 3]), g.input("b", "f32", [5, 7]), { transA: true })));
    const ones = (...shape: number[]) => tensor("f32", shape, new Float32Array(elementCount(shape)).fill(1));
    const feeds = { a: ones(4, 5, 3), b: ones(5, 7) };
    const sizes = new Map([["B", 4]]);
    const report = await measureEfficiency(g.build(), feeds, { sizes, seconds: 0, clock });
    expect(report.flops).toBe(2 * 4 * 3 * 7 * 5);
  });
});

describe("timeInTurn", () => {
  it("gives each job's median until the time is spent; short jobs run as often as fills a long one's time", async () => {
    let now = 0;
    const job = (times: number[]) => async () => {
      now += times.shift() ?? Number.NaN;
    };
    // The first time of each is the warm-up, the second says how often the job runs in a round.
    const long = [9999, 100, 1000, 3000, 2000, 7000];
    const short = [9999, 50, 10, 90, 10, 10, 20, 30, 20, 20];
    const { medians, rounds } = await timeInTurn([job(long), job(short)], { seconds: 6.5, clock: () => now });
    expect(rounds).toBe(4);
    expect(medians).toEqual([2.5, 0.02]);
    expect([long, short]).toEqual([[], []]);
  });
});
