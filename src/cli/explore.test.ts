import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Exploration } from "../explore/index.js";
import type { PinakesError } from "../shared/index.js";
import type { ExploreArguments } from "./command-types.js";
import { run } from "./explore.js";

const DATA = resolve(process.env.PINAKES_DATA ?? "../shared/data");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pinakes-explore-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function explore(target: string, options: Partial<ExploreArguments> = {}) {
  const io = { out: new PassThrough(), err: new PassThrough(), stdin: new PassThrough() };
  const out = options.out ?? join(folder, "explore.html");
  const exitCode = await run({ target, json: false, set: [], language: "en", out, ...options }, io);
  return { exitCode, out: String(io.out.read() ?? ""), err: String(io.err.read() ?? "") };
}

async function exploration(target: string, set: readonly string[] = []): Promise<Exploration> {
  return JSON.parse((await explore(target, { json: true, set })).out) as Exploration;
}

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

const ROWS = Array.from(
  { length: 40 },
  (_, i) => `sentence number ${i} of ${i % 2 ? "spam" : "ham"},${i % 2 ? "spam" : "ham"}`,
);
const CSV = `text,label\n${ROWS.join("\n")}\n`;

describe("pinakes explore", () => {
  it("guesses the columns of a data file, and leaves it whole", async () => {
    const file = await write("mail.csv", CSV);
    const { exitCode, out, err } = await explore(file);
    expect(exitCode).toBe(0);
    expect(err).toContain("guessed: multi-class, text text, labels label");
    expect(out).toMatch(/^mail\.csv: multi-class\n/u);
    expect(out).toMatch(/^all +40 +0 +200 /mu);
    expect(out).toMatch(/^ 1 +spam +20 {2}spam/mu);
    expect((await exploration(file)).parts.map(({ name }) => name)).toEqual(["all"]);
  });

  it("writes every figure of the page as SVG and PNG", async () => {
    const figures = join(folder, "figures");
    const { err } = await explore(await write("mail.csv", CSV), { figures });
    const names = (await readdir(figures)).toSorted();
    expect(err).toContain(`wrote ${names.length} pictures into ${figures}`);
    const page = await readFile(join(folder, "explore.html"), "utf8");
    const ids = [...page.matchAll(/<figure class="chart" id="([^"]+)"/gu)].map(([, id]) => id ?? "");
    expect(ids).toContain("length-in-words");
    expect(names).toEqual(ids.flatMap((id) => [`${id}.png`, `${id}.svg`]).toSorted());
    for (const id of ids) {
      expect(await readFile(join(figures, `${id}.svg`), "utf8")).toMatch(/^<svg [^>]*>\s*<title>.+<\/svg>\n$/su);
      expect((await readFile(join(figures, `${id}.png`))).subarray(1, 4).toString()).toBe("PNG");
    }
  });

  it("keeps the parts that a column says", async () => {
    const rows = ROWS.map((row, i) => `${row},${i < 30 ? "train" : "test"}`);
    const file = await write("split.csv", `text,label,split\n${rows.join("\n")}\n`);
    expect((await exploration(file)).parts.map(({ name, texts }) => [name, texts])).toEqual([
      ["train", 30],
      ["test", 10],
    ]);
  });

  it("reads the data of a config as training does, with its tokenizer", async () => {
    await write("mail.csv", CSV);
    const config = await write(
      "mail.yaml",
      "task: multi-class\ndata: {train: mail.csv, labels: label}\nmodel: {type: lstm}\ntext: {max_length: 8}\n",
    );
    const found = await exploration(config, ["data.split={method: stratified, test: 0.25, validation: 0.1}"]);
    expect(found.parts.map(({ name, texts }) => [name, texts])).toEqual([
      ["train", 26],
      ["validation", 4],
      ["test", 10],
    ]);
    expect(found.lengths.tokens).toMatchObject({ max_length: 8, p95: 5 });
    const bare = await exploration(config, ["model={type: majority}"]);
    expect(bare.lengths.tokens).toBeUndefined();
  });

  it("goes on without a tokenizer that can't be had, and says so", async () => {
    await write("mail.csv", CSV);
    const config = await write(
      "bert.yaml",
      "task: multi-class\ndata: {train: mail.csv, labels: label}\nmodel: {type: bert, checkpoint: ./nowhere}\n",
    );
    const found = await exploration(config);
    expect(found.lengths.tokens).toBeUndefined();
    expect(found.findings.find(({ message }) => message.includes("nowhere"))).toBeDefined();
  });

  it("refuses what it can't read", async () => {
    const codeOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => (error as PinakesError).code);
    expect(await codeOf(explore(join(folder, "none.csv")))).toBe("DATA_NOT_FOUND");
    expect(await codeOf(explore(await write("empty.csv", "")))).toBe("DATA_EMPTY");
    expect(await codeOf(explore(await write("one.csv", "text,label\na b c,x\nd e f,x\n")))).toBe("DATA_COLUMN");
    const file = await write("mail.csv", CSV);
    expect(await codeOf(explore(file, { set: ["seed=1"] }))).toBe("CLI_USAGE");
    expect(await codeOf(explore(file, { language: "xx" }))).toBe("CONFIG_INVALID");
  });
});

describe("pinakes explore on real data", () => {
  const there = (name: string): string | undefined => {
    const file = join(DATA, name);
    if (existsSync(file)) return file;
    console.info(`skipped: ${name} is not there (set PINAKES_DATA to the folder of data sets)`);
    return undefined;
  };

  it("finds the leak and the sizes of TREC", async () => {
    const [train, test] = [there("trec/trec-train.jsonl"), there("trec/trec-test.jsonl")];
    if (train === undefined || test === undefined) return;
    const config = await write(
      "trec.yaml",
      `task: hierarchical\ndata: {train: ${train}, test: ${test}, labels: [level1, level2]}\nmodel: {type: majority}\n`,
    );
    const found = await exploration(config);
    expect(found.parts.map(({ texts }) => texts)).toEqual([5452, 500]);
    expect(found.tree).toMatchObject({ levels: 2, leaves: 50 });
    expect(found.labels.map(({ labels }) => labels.length)).toEqual([6, 50]);
    expect(found.repeats.leaks[0]?.exact).toBeGreaterThan(0);
  });

  it("counts the sets of labels of MLMA", async () => {
    const file = there("mlma_hate_speech/mlma_en.jsonl");
    if (file === undefined) return;
    const found = await exploration(file);
    expect(found.task).toBe("multi-label");
    expect(found.co_occurrence?.combinations).toBe(44);
    const counts = Object.fromEntries(found.labels[0]?.labels.map(({ label, texts }) => [label, texts]) ?? []);
    expect(counts).toEqual({
      offensive: 4020,
      normal: 1359,
      hateful: 1278,
      disrespectful: 782,
      abusive: 671,
      fearful: 562,
    });
  });
});
