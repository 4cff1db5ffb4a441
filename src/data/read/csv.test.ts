import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { present } from "../../shared/index.js";
import { findDataFiles, type RawRow, type ReadOptions, readRows } from "./index.js";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "pinakes-csv-"));
});
afterAll(() => rm(dir, { recursive: true }));

async function rowsOf(name: string, content: string | Buffer, options: ReadOptions = {}): Promise<RawRow[]> {
  await writeFile(path.join(dir, name), content);
  const [file] = await findDataFiles(name, { baseDir: dir, key: "data.train" });
  const rows: RawRow[] = [];
  for await (const batch of readRows(present(file, "the file"), options)) rows.push(...batch);
  return rows;
}

const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;

describe("readRows of csv", () => {
  it("gives back every field and the physical line of every row", async () => {
    const field = fc.string({ unit: fc.constantFrom("a", "é", '"', ",", "\n", "\r\n", " ", "𝔸"), maxLength: 8 });
    const table = fc.array(fc.tuple(field, field, fc.nat(2)), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom("\n", "\r\n"), fc.boolean(), async (rows, eol, bom) => {
        let text = `${bom ? "\ufeff" : ""}a,b${eol}`;
        const expected: RawRow[] = [];
        for (const [a, b, blank] of rows) {
          text += eol.repeat(blank);
          expected.push({ line: text.split("\n").length, values: { a, b } });
          text += `${quoted(a)},${quoted(b)}${eol}`;
        }
        const found = await rowsOf("p.csv", text);
        expect(found.map((row) => ({ ...row, values: "values" in row ? { ...row.values } : undefined }))).toEqual(
          expected,
        );
      }),
      { numRuns: 150 },
    );
  });

  it("reads across the borders of blocks, also through gzip", async () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => `${i},"text ${i}\nwith ""two"" lines, é"`);
    const rows = await rowsOf("big.csv.gz", gzipSync(`id,text\n${lines.join("\n")}`));
    expect(rows).toHaveLength(40_000);
    expect(rows.at(-1)).toEqual({ line: 79_999 + 1, values: { id: "39999", text: 'text 39999\nwith "two" lines, é' } });
  });

  it("knows line ends of all kinds, mixed ones too", async () => {
    const mixed = await rowsOf("mixed.csv", "a,b\r\n1,2\n3,4\r\n5,6");
    expect(mixed.map((row) => row.line)).toEqual([2, 3, 4]);
    expect(await rowsOf("mac.csv", "a,b\r1,2\r3,4\r")).toHaveLength(2);
  });

  it("stops at a broken quote, names the row's first line and loses nothing before it", async () => {
    const unclosed = await rowsOf("u.csv", 'a,b\r\n1,"x\r\ny"\r\n\r\n2,"open\r\n3,4\r\n5,6\r\n');
    expect(unclosed.map((row) => [row.line, "problem" in row])).toEqual([
      [2, false],
      [5, true],
    ]);
    const closing = await rowsOf("c.csv", 'a,b\n1,2\n3,"x\n4,"y"\n5,6\n');
    expect(closing.map((row) => [row.line, "problem" in row])).toEqual([
      [2, false],
      [3, true],
    ]);
  });

  it("tells of quoted fields that hold what looks like rows", async () => {
    const lines: number[] = [];
    const rows = await rowsOf("s.csv", 'a,b,c\n1,"x,y\n2,x,y\n3,x,y\n4,x",y\n5,x,y\n', {
      onSwallowedRows: (line) => lines.push(line),
    });
    expect([rows.length, lines]).toEqual([2, [2]]);
  });

  it("reads quotes as text where the config says so", async () => {
    const rows = await rowsOf("q.tsv", 'a\tb\n1\t12" disk\n2\t"x\n', { quotes: false });
    expect(rows.map((row) => "values" in row && row.values.b)).toEqual(['12" disk', '"x']);
  });
});
