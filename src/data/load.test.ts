import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { dataConfig } from "./config.js";
import { dropExamples, loadDataset, makeSplit } from "./index.js";
import { loadFiles, withFiles } from "./testing/files.js";

const jsonl = (...rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

describe("loadDataset", () => {
  it("reads the same rows from every format", async () => {
    const rows = [
      { text: 'one, "two"\nthree', labels: "a" },
      { text: "é 𝔸\ttab", labels: "b" },
      { text: "", labels: "a" },
    ];
    const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
    const table = (delimiter: string) =>
      ["text", "labels"].join(delimiter) +
      rows.map((row) => `\r\n${quote(row.text)}${delimiter}${row.labels}`).join("");
    const files = {
      "a.csv": `\ufeff${table(",")}`,
      "a.tsv": table("\t"),
      "a.jsonl": jsonl(...rows),
      "b.jsonl": `\ufeff\n${jsonl(...rows).replaceAll("\n", "\r\n\r\n")}`,
      "a.csv.gz": gzipSync(table(",")),
      "a.jsonl.gz": Buffer.concat([gzipSync(jsonl(rows[0])), gzipSync(jsonl(...rows.slice(1)))]),
    };
    for (const train of Object.keys(files)) {
      const dataset = await loadFiles({ files, data: { train } });
      expect(
        dataset.examples.map((example) => [example.text, example.gold[0]]),
        train,
      ).toEqual(rows.map((row) => [row.text, row.labels]));
    }
  });

  it("reads Parquet: lists, numbers, dates, nulls, nested columns left alone", async () => {
    await withFiles({}, async (baseDir) => {
      const connection = await (await DuckDBInstance.create(":memory:")).connect();
      await connection.run(
        `COPY (SELECT 'text ' || i AS text, CASE WHEN i % 2 = 0 THEN ['a'] ELSE ['b', 'a'] END AS labels,
          DATE '2020-01-01' + i::INT AS day, {'x': i} AS nested FROM range(5000) t(i)) TO '${baseDir}/d.parquet' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
      );
      const config = dataConfig.parse({ train: "d.parquet", split: { method: "time", by: "day", test: 10 } });
      const dataset = await loadDataset(config, { task: "multi-label", baseDir });
      expect(dataset.examples).toHaveLength(5000);
      expect(dataset.examples[4999]).toMatchObject({
        text: "text 4999",
        gold: ["a", "b"],
        time: Date.UTC(2020, 0, 5000),
        where: { file: "d.parquet", line: 5000 },
      });
      expect((await makeSplit(dataset, config.split, { task: "multi-label", seed: 1 })).test).toHaveLength(10);
    });
  });

  it("joins several text columns, and says what it converted", async () => {
    const dataset = await loadFiles({
      files: { "a.jsonl": jsonl({ t: "x", n: 7, l: 1 }, { t: null, n: true, l: 2 }, { n: 1.5, l: 1 }) },
      data: { text: ["t", "n"], labels: "l" },
    });
    expect(dataset.examples.map((example) => example.text)).toEqual(["x\n7", "true", "1.5"]);
    expect(dataset.report.findings).toMatchObject([
      { code: "text_converted", count: 3, places: ["a.jsonl:1", "a.jsonl:2", "a.jsonl:3"] },
      { code: "text_missing", count: 2, places: ["a.jsonl:2", "a.jsonl:3"] },
    ]);
  });

  it("reads labels as the task asks", async () => {
    const list = { "a.jsonl": jsonl({ text: "x", labels: ["b", "a", "b"] }, { text: "y", labels: "c" }) };
    const golds = async (load: Parameters<typeof loadFiles>[0]) =>
      (await loadFiles(load)).examples.map((example) => example.gold);
    expect(await golds({ files: list, task: "multi-label" })).toEqual([["a", "b"], ["c"]]);
    expect(await golds({ files: list, task: "hierarchical" })).toEqual([["b", "a", "b"], ["c"]]);
    const cells = { "a.csv": 'text,labels\nx,b;a;\ny,"[""c"", 4]"\n' };
    expect(await golds({ files: cells, task: "multi-label", data: { label_delimiter: ";" } })).toEqual([
      ["a", "b"],
      ["4", "c"],
    ]);
    const paths = { "a.csv": "text,labels\nx,A > B > C\ny,A\n" };
    expect(await golds({ files: paths, task: "hierarchical" })).toEqual([["A", "B", "C"], ["A"]]);
    const levels = { "a.csv": "text,l1,l2\nx,A,B\ny,A,\n" };
    expect(await golds({ files: levels, task: "hierarchical", data: { labels: ["l1", "l2"] } })).toEqual([
      ["A", "B"],
      ["A"],
    ]);
    expect(await golds({ files: { "a.jsonl": jsonl({ text: "x", labels: ["one"] }) } })).toEqual([["one"]]);
    const bare = { "a.jsonl": jsonl({ text: "x", labels: [] }, { text: "y", labels: ["a", "b"] }) };
    expect(await golds({ files: bare, task: "multi-label", data: { allow_unlabelled: true } })).toEqual([
      [],
      ["a", "b"],
    ]);
  });

  it("turns codes into names, a level where there are levels", async () => {
    const dataset = await loadFiles({
      files: { "a.csv": "text,area,sub\nx,0,m\ny,1,n\n" },
      data: { labels: ["area", "sub"], label_names: { level1: ["Art", "Law"], sub: { m: "Music", n: "Notaries" } } },
      task: "hierarchical",
    });
    expect(dataset.examples.map((example) => example.gold)).toEqual([
      ["Art", "Music"],
      ["Law", "Notaries"],
    ]);
  });

  it("counts rows over all files: train, then validation, then test; globs by name, no file twice", async () => {
    const row = (text: string) => jsonl({ text, labels: "a" });
    const files = { "tr/b.jsonl": row("2"), "tr/a.jsonl": row("1"), "te[1].jsonl": row("4"), "va.jsonl": row("3") };
    const data = { train: ["tr/*.jsonl", "tr/a.jsonl"], test: "te[1].jsonl", validation: "va.jsonl" };
    const dataset = await loadFiles({ files, data });
    expect(dataset.examples.map(({ index, text, split }) => [index, text, split])).toEqual([
      [0, "1", "train"],
      [1, "2", "train"],
      [2, "3", "validation"],
      [3, "4", "test"],
    ]);
    expect(dataset.fileParts).toEqual(["train", "validation", "test"]);
  });

  it("drops bad rows on request, keeps the indices of the others and says how many", async () => {
    const files = { "a.csv": "text,labels\nx,a\ny\nz,\n,b\nw,b\n" };
    const dataset = await loadFiles({ files, data: { on_bad_row: "skip", on_empty: "drop" } });
    expect(dataset.examples.map(({ index, id, where }) => [index, id, where.line])).toEqual([
      [0, "0", 2],
      [4, "4", 6],
    ]);
    expect(dataset.report.rows).toBe(5);
    expect(dataset.report.dropped.map(({ reason, count, parts }) => [reason, count, parts.unassigned])).toEqual([
      ["DATA_ROWS", 1, 1],
      ["DATA_LABEL_MISSING", 1, 1],
      ["empty text", 1, 1],
    ]);
    const rest = dropExamples(dataset, (example) => example.text === "x", "too short");
    expect([rest.examples.length, rest.report.dropped.at(-1)?.reason, dataset.examples.length]).toEqual([
      1,
      "too short",
      2,
    ]);
  });

  it("takes a sample of the first rows of each part, percentages rounded up", async () => {
    const rows = (n: number) => jsonl(...Array.from({ length: n }, (_, i) => ({ text: `t${i}`, labels: "a" })));
    const files = { "a.jsonl": rows(30), "b.jsonl": rows(11), "t.jsonl": rows(9) };
    const data = { train: ["a.jsonl", "b.jsonl"], test: "t.jsonl" };
    const counts = async (sample?: string | number) => {
      const dataset = await loadFiles({ files, data: { ...data, sample } });
      const of = (part: string) => dataset.examples.filter((example) => example.split === part).length;
      return [of("train"), of("test"), dataset.rowCount, dataset.sampled];
    };
    expect(await counts("5%")).toEqual([3, 1, 4, true]);
    expect(await counts(35)).toEqual([35, 9, 44, true]);
    expect(await counts()).toEqual([41, 9, 50, false]);
  });

  it("lists the first twenty bad rows of all files, and the count", async () => {
    const bad = `text,labels\n${"x,\n".repeat(15)}`;
    const load = loadFiles({ files: { "a.csv": bad, "b.csv": bad }, data: { train: ["a.csv", "b.csv"] } });
    const message = await load.then(String, String);
    expect(message).toContain("30 of 30 rows can't be used");
    expect(message).toContain('b.csv:6, column "labels", value ""');
    expect(message).not.toContain("b.csv:7");
    expect(message).toContain("and 10 more");
  });

  it("reports ids that repeat, and files without rows", async () => {
    const files = { "a.csv": "text,labels,k\nx,a,1\ny,b,1\n", "e.csv": "text,labels,k\n" };
    const dataset = await loadFiles({ files, data: { train: ["a.csv", "e.csv"], id: "k" } });
    expect(dataset.report.findings.map(({ code, places }) => [code, places])).toEqual([
      ["empty_files", ["e.csv"]],
      ["repeated_ids", ["1 (a.csv:3)"]],
    ]);
    expect(dataset.report.files.map((file) => file.rows)).toEqual([2, 0]);
  });
});
