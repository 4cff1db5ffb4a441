import fc from "fast-check";
import { expect, it } from "vitest";
import { TokenRowGatherer } from "./token-rows.js";

const ROWS = 50;
const WIDTH = 3;
const table = Float32Array.from({ length: ROWS * WIDTH }, (_, at) => at);
const rowOf = (values: Float32Array, row: number) => [...values.subarray(row * WIDTH, (row + 1) * WIDTH)];
const idArrays = fc.array(fc.array(fc.nat(ROWS - 1), { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 4 });

it("gathers each row once, and its ids find in the gathered rows what they named in the table", () => {
  const gatherer = new TokenRowGatherer(ROWS, WIDTH);
  fc.assert(
    fc.property(idArrays, (arrays) => {
      const { rows, values, ids } = gatherer.gather(
        table,
        arrays.map((ids) => Int32Array.from(ids)),
      );
      expect([...rows].sort((a, b) => a - b)).toEqual([...new Set(arrays.flat())].sort((a, b) => a - b));
      expect(values.length).toBe(TokenRowGatherer.padded(rows.length) * WIDTH);
      arrays.forEach((array, index) => {
        expect([...(ids[index] as Int32Array)].map((at) => rowOf(values, at))).toEqual(
          array.map((id) => rowOf(table, id)),
        );
      });
    }),
  );
});

it("does not change what it is given", () => {
  const [copy, ids] = [table.slice(), Int32Array.of(7, 7, 3)];
  new TokenRowGatherer(ROWS, WIDTH).gather(copy, [ids]);
  expect(copy).toEqual(table);
  expect([...ids]).toEqual([7, 7, 3]);
});
