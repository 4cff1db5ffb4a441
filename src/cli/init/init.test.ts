import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LoadedConfig, loadConfig, resolvePath } from "../../config/index.js";
import { loadDataset } from "../../data/index.js";
import type { PinakesError } from "../../shared/index.js";
import { run } from "../init.js";

const DATA = process.env.PINAKES_DATA ?? resolve("../shared/data");

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pinakes-init-"));
});

afterAll(() => rm(folder, { recursive: true }));

interface Outcome extends LoadedConfig {
  readonly yaml: string;
  readonly stdout: string;
  readonly stderr: string;
}

async function init(data: string, options: { force?: boolean; json?: boolean; keys?: string } = {}): Promise<Outcome> {
  const out = join(folder, "config.yaml");
  const streams = { out: new PassThrough(), err: new PassThrough(), stdin: new PassThrough() };
  const isTTY = options.keys !== undefined;
  const io = {
    out: streams.out,
    err: Object.assign(streams.err, { isTTY }),
    stdin: Object.assign(streams.stdin, { isTTY, setRawMode: () => streams.stdin }),
  };
  if (options.keys !== undefined) typeSlowly(streams.stdin, options.keys);
  const { force = true, json = false } = options;
  await run({ data, out, force, yes: false, json }, io);
  const loaded = await loadConfig(out);
  const read = (stream: PassThrough) => String(stream.read() ?? "");
  return { ...loaded, yaml: await readFile(out, "utf8"), stdout: read(streams.out), stderr: read(streams.err) };
}

/** A key at a time, with time for the prompts between them. */
function typeSlowly(stdin: PassThrough, keys: string): void {
  for (const [index, key] of [...keys].entries()) {
    setTimeout(() => stdin.write(key === "↓" ? "\u001b[B" : key === "⏎" ? "\r" : key), 150 * (index + 1));
  }
}

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

const rows = (count: number, row: (index: number) => object) =>
  Array.from({ length: count }, (_, index) => JSON.stringify(row(index))).join("\n");

describe("init on small files", () => {
  it("finds text, label, id and path of a csv file, and comments on them", async () => {
    const lines = Array.from(
      { length: 60 },
      (_, i) => `${i},"A sentence, number ${i}",${i % 3 === 0 ? "spam" : "ham"},${i % 7}`,
    );
    const file = await write("mail.csv", `id,body,label,stars\n${lines.join("\n")}\n`);
    const { config, yaml, warnings, baseDir, stdout } = await init(file);
    expect(config.task).toBe("multi-class");
    expect(config.data).toMatchObject({ train: "mail.csv", text: "body", labels: "label", id: "id" });
    expect(config.model.type).toBe("tfidf-linear");
    expect(warnings).toEqual([]);
    expect(resolvePath("mail.csv", baseDir)).toBe(file);
    expect(yaml).toMatch(/^# yaml-language-server: \$schema=\.\/node_modules\/pinakes\/schema\.json\n/u);
    expect(yaml).toContain("# 2 labels in 60 rows");
    expect(stdout).toContain("multi-class, text body, labels label");
  });

  it.each([
    [
      "lists in any order are sets",
      (i: number) => ({ tags: i % 2 ? ["a", "b"] : ["b", "c", "a"] }),
      { task: "multi-label" },
    ],
    [
      "lists from the general to the special are paths",
      (i: number) => ({ tags: [`top${i % 2}`, `leaf${i % 2}${i % 5}`] }),
      { task: "hierarchical" },
    ],
    [
      "texts with a delimiter are sets",
      (i: number) => ({ tags: [["x"], ["x", "y"], ["y", "z"], ["z"], ["x", "y", "z"], ["x", "z"]][i % 6]?.join("|") }),
      { task: "multi-label", data: { label_delimiter: "|" } },
    ],
    [
      "texts with a separator of levels are paths",
      (i: number) => ({ tags: `top${i % 2}/leaf${i % 2}${i % 5}` }),
      { task: "hierarchical", data: { path_separator: "/" } },
    ],
    [
      "columns named by level are levels",
      (i: number) => ({ level2: `leaf${i % 4}`, level1: `top${i % 2}` }),
      { task: "hierarchical", data: { labels: ["level1", "level2"] } },
    ],
    [
      "a column of splits is one",
      (i: number) => ({ tags: `t${i % 3}`, split: i % 4 ? "train" : "test" }),
      { task: "multi-class", data: { split: { column: "split", validation: 0.1 } } },
    ],
  ])("%s", async (_name, row, expected) => {
    const text = rows(60, (i) => ({ text: `some words and a number ${i}`, ...row(i) }));
    const { config } = await init(await write("rows.jsonl", text));
    expect(config).toMatchObject(expected);
  });

  it("gives the same as one JSON document", async () => {
    const file = await write(
      "rows.jsonl",
      rows(20, (i) => ({ text: `words ${i}`, label: `l${i % 2}` })),
    );
    const { stdout, stderr } = await init(file, { json: true });
    const document = JSON.parse(stdout) as { out: string; config: { task: string }; proposal: { rows: number } };
    expect(document).toMatchObject({ config: { task: "multi-class" }, proposal: { rows: 20 } });
    expect(stderr).toBe("");
  });

  it("asks on a terminal", async () => {
    const file = await write(
      "rows.jsonl",
      rows(20, (i) => ({ text: `words ${i}`, label: `l${i % 2}`, mood: `m${i % 4}` })),
    );
    // text as guessed; the label column after; task as it follows; the model before; the share after.
    const { config } = await init(file, { keys: "⏎↓⏎⏎↓⏎↓⏎" });
    expect(config.data.labels).toBe("mood");
    expect(config.model.type).toBe("lstm");
    expect(config.data.split).toMatchObject({ test: 0.25 });
  });

  it("never overwrites without --force, and refuses files that fit nothing", async () => {
    const file = await write(
      "rows.jsonl",
      rows(20, (i) => ({ text: `words ${i}`, label: `l${i % 2}` })),
    );
    await init(file);
    const codeOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => (error as PinakesError).code);
    expect(await codeOf(init(file, { force: false }))).toBe("CLI_USAGE");
    const unique = await write(
      "unique.jsonl",
      rows(20, (i) => ({ text: `words ${i}`, other: `${i} more` })),
    );
    expect(await codeOf(init(unique))).toBe("DATA_COLUMN");
    expect(await codeOf(init(await write("empty.jsonl", "")))).toBe("DATA_EMPTY");
    expect(await codeOf(init(join(folder, "none.csv")))).toBe("DATA_NOT_FOUND");
  });
});

describe("init on real data", () => {
  const cases: [file: string, expected: object][] = [
    [
      "title_conference/title_conference.csv",
      { task: "multi-class", data: { text: "Title", labels: "Conference", split: { method: "stratified" } } },
    ],
    [
      "trec/trec-train.jsonl",
      { task: "hierarchical", data: { text: "text", labels: ["level1", "level2"], split: { column: "split" } } },
    ],
    ["mlma_hate_speech/mlma_en.jsonl", { task: "multi-label", data: { text: "text", labels: "labels", id: "id" } }],
    [
      "mlma_hate_speech/en_dataset.csv",
      { task: "multi-label", data: { text: "tweet", labels: "sentiment", label_delimiter: "_" } },
    ],
    ["wos/wos46985-sample.jsonl", { task: "hierarchical", data: { text: "text", labels: ["level1", "level2"] } }],
    ["hwv/hwv-validation.jsonl", { task: "hierarchical", data: { text: "text", labels: "labels" } }],
    ["reuters21578/reuters21578-r90.jsonl", { task: "multi-label", data: { text: "text", labels: "labels" } }],
  ];

  it.each(cases)("%s", async (name, expected) => {
    const file = join(DATA, name);
    if (!existsSync(file)) {
      console.info(`skipped: ${name} is not there (set PINAKES_DATA to the folder of data sets)`);
      return;
    }
    const { config, baseDir, warnings } = await init(file);
    expect(config).toMatchObject(expected);
    expect(warnings).toEqual([]);
    const dataset = await loadDataset(config.data, { task: config.task, baseDir });
    expect(dataset.examples.length).toBeGreaterThan(1000);
  });
});
