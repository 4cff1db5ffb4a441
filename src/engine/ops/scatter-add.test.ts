import { expect, it } from "vitest";
import { Rng } from "../../shared/index.js";
import { gradientName, gradients } from "../autodiff.js";
import { compile } from "../runtime/session.js";
import { tensor } from "../tensor.js";
import { writeGraph } from "../testing/evaluate.js";

const [IDS, ROWS, WIDTH] = [8000, 50, 300];

/** float32 sums of 160 numbers below 1, one after the other: at most 160 roundings of half a unit at 2⁴. */
const FLOAT32_SUM = 160 * 2 ** -20;

it.each([1, 2])("many duplicates are summed exactly and always alike, on %i threads", async (threads) => {
  const rng = Rng.fromSeed(3).split("scatter");
  const ids = Int32Array.from({ length: IDS }, () => rng.integer(ROWS));
  const rows = Float32Array.from({ length: IDS * WIDTH }, () => 2 * rng.uniform() - 1);
  const exact = new Float64Array(ROWS * WIDTH);
  ids.forEach((id, i) => {
    for (let j = 0; j < WIDTH; j++) {
      exact[id * WIDTH + j] = (exact[id * WIDTH + j] as number) + (rows[i * WIDTH + j] as number);
    }
  });
  const written = writeGraph(({ g, m }) => {
    const table = g.input("table", "f32", ["U", WIDTH]);
    const weights = g.input("weights", "f32", ["N", WIDTH]);
    return { loss: m.total(m.mul(m.gather(table, g.input("ids", "i32", ["N"])), weights)) };
  }, "f32");
  const executable = await compile(gradients(written.graph, "loss", ["table"]), { threads });
  const feeds = {
    table: tensor("f32", [ROWS, WIDTH], new Float32Array(ROWS * WIDTH)),
    weights: tensor("f32", [IDS, WIDTH], rows),
    ids: tensor("i32", [IDS], ids),
  };
  const fetch = [gradientName("table")];
  const sums: Float32Array[] = [];
  for (let repeat = 0; repeat < 5; repeat++) {
    const result = await executable.run(feeds, { fetch });
    sums.push(result[gradientName("table")]?.data as Float32Array);
  }
  await executable.release();
  const [first, ...others] = sums as [Float32Array, ...Float32Array[]];
  for (const other of others) expect(Buffer.compare(Buffer.from(other.buffer), Buffer.from(first.buffer))).toBe(0);
  const worst = first.reduce((error, value, i) => Math.max(error, Math.abs(value - (exact[i] as number))), 0);
  expect(worst).toBeLessThan(FLOAT32_SUM);
});
