import { readFile } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, it } from "vitest";
import { PinakesError } from "../shared/index.js";
import { dataConfig } from "./config.js";
import { makeSplit } from "./index.js";
import { BROKEN_CASES } from "./testing/broken-cases.js";
import { loadFiles, type TestLoad, withFiles } from "./testing/files.js";

async function run(load: TestLoad): Promise<string> {
  const outcome = await loadAndSplit(load).catch((error: unknown) => error);
  if (outcome instanceof PinakesError) return outcome.message;
  throw outcome instanceof Error ? outcome : new Error("it was read without an error");
}

async function loadAndSplit({ files, data, task = "multi-class" }: TestLoad): Promise<void> {
  const config = dataConfig.parse({ train: Object.keys(files)[0], ...data });
  const dataset = await loadFiles({ files, data, task });
  await withFiles(files, (baseDir) => makeSplit(dataset, config.split, { task, seed: 42, baseDir }));
}

describe("broken data", () => {
  it.each(BROKEN_CASES)("$name → $code", async ({ code, says, ...load }) => {
    const message = await run(load);
    expect(message).toContain(`[${code}]`);
    for (const fragment of says) expect(message).toContain(fragment);
    expect(message).toMatch(/\n {2}fix: \S/u);
  });
});

describe("broken Parquet", () => {
  let whole: Buffer;
  beforeAll(async () => {
    whole = await withFiles({}, async (dir) => {
      const connection = await (await DuckDBInstance.create(":memory:")).connect();
      await connection.run(
        `COPY (SELECT 'text ' || i AS text, 'a' AS labels FROM range(3000) t(i)) TO '${dir}/d.parquet' (FORMAT parquet)`,
      );
      return readFile(`${dir}/d.parquet`);
    });
  });

  it.each([
    ["cut at the end", (bytes: Buffer) => bytes.subarray(0, -20)],
    [
      "damaged inside",
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 8), Buffer.alloc(200, 0xff), bytes.subarray(208)]),
    ],
    ["empty", () => Buffer.alloc(0)],
    ["text by content", () => Buffer.from("text,labels\nx,a\n")],
  ])("%s → DATA_FORMAT", async (_, damage) => {
    expect(await run({ files: { "d.parquet": damage(whole) } })).toMatch(/^\[DATA_FORMAT\] d\.parquet: /u);
  });

  it("a column that is not there → DATA_COLUMN", async () => {
    const message = await run({ files: { "d.parquet": whole }, data: { labels: "label" } });
    expect(message).toContain('[DATA_COLUMN] d.parquet: there is no column "label"');
  });

  it("a name that DuckDB reads as a glob → DATA_FORMAT", async () => {
    expect(await run({ files: { "d[1].parquet": whole } })).toContain("rename the file");
  });
});
