import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { loadConfig, type RunConfigInput } from "../../config/index.js";
import { trainRun } from "../../runs/index.js";
import { smallData, smallSets } from "../../runs/testing/small-data.js";
import { COMMAND_LOADERS } from "../loaders.js";
import { runCommandLine } from "../program.js";

let folder: string;

const SPLIT = { test: 0.2 };
const RUNS: Readonly<Record<string, RunConfigInput>> = {
  flat: { data: { train: "data.jsonl", split: SPLIT }, model: { type: "tfidf-linear", strength: 1 } },
  tree: {
    task: "hierarchical",
    data: { train: "data.jsonl", labels: ["level1", "level2"], split: SPLIT },
    model: { type: "tfidf-linear", strength: 1 },
  },
  sets: {
    task: "multi-label",
    data: { train: "sets.jsonl", split: { ...SPLIT, validation: 0.2, method: "random" } },
    model: { type: "tfidf-linear", strength: 1 },
  },
  careful: {
    data: { train: "data.jsonl", split: { ...SPLIT, validation: 0.3 } },
    model: { type: "tfidf-linear", strength: 0.05 },
    conformal: { alpha: 0.2 },
    abstain: { max_error: 0.01 },
  },
  carefulTree: {
    task: "hierarchical",
    data: { train: "data.jsonl", labels: ["level1", "level2"], split: { ...SPLIT, validation: 0.3 } },
    model: { type: "tfidf-linear", strength: 0.05 },
    conformal: { alpha: 0.02 },
  },
  columns: {
    data: { train: "columns.csv", text: ["title", "body"], labels: "label", id: "key", delimiter: ";", split: SPLIT },
    model: { type: "tfidf-linear", strength: 1 },
  },
};

beforeAll(async () => {
  ({ directory: folder } = await smallData(80));
  const { file: sets } = await smallSets(160);
  await copyFile(sets, join(folder, "sets.jsonl"));
  const lines = (await readFile(join(folder, "data.jsonl"), "utf8")).trim().split("\n");
  const rows = lines.map((line, row) => {
    const { text, labels } = JSON.parse(line) as { text: string; labels: string };
    return `k${row};${text};${row % 2 === 0 ? "" : "today"};${labels}`;
  });
  await writeFile(join(folder, "columns.csv"), `key;title;body;label\n${rows.join("\n")}\n`);
  for (const [name, config] of Object.entries(RUNS)) {
    await trainRun(await loadConfig(config, { baseDir: folder }), { directory: join(folder, name) });
  }
});

async function predict(run: string, argv: readonly string[], stdin: Readable = Readable.from([])) {
  const io = { out: new PassThrough(), err: new PassThrough(), stdin };
  let out = "";
  // A stream that nobody reads would hold the command back.
  io.out.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  const line = ["predict", join(folder, run), ...argv];
  const exitCode = await runCommandLine(line, { io, loaders: COMMAND_LOADERS, env: {} });
  await setImmediate();
  return { exitCode, out, err: String(io.err.read() ?? "") };
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

type Line = { id?: string; text: string; label: string; score: number; top?: { label: string; score: number }[] };
const jsonl = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

const TEXTS = ["rocket to the moon", "the goalie lost a skate", "a serve, a volley"];
const LABELS = ["space", "hockey", "tennis"];

describe("texts come from", () => {
  it("arguments", async () => {
    const { exitCode, out, err } = await predict("flat", TEXTS);
    expect([exitCode, err]).toEqual([0, ""]);
    expect(jsonl(out).map(({ text, label }) => [text, label])).toEqual(TEXTS.map((text, row) => [text, LABELS[row]]));
    for (const { score } of jsonl(out)) expect(String(score).length).toBeLessThanOrEqual(8);
  });

  it("standard input, a line each, whatever the line ends and the borders of its chunks", async () => {
    const bytes = Buffer.from(`${TEXTS.join("\r\n")}\n\nCafé é`);
    const chunks = Array.from({ length: Math.ceil(bytes.length / 5) }, (_, i) => bytes.subarray(i * 5, i * 5 + 5));
    const { out } = await predict("flat", [], Readable.from(chunks));
    expect(jsonl(out).map(({ text }) => text)).toEqual([...TEXTS, "", "Café é"]);
    expect(
      jsonl(out)
        .map(({ label }) => label)
        .slice(0, 3),
    ).toEqual(LABELS);
  });

  it("a text file, JSON Lines, csv and gzip, all the same", async () => {
    const csvText = `text\n${TEXTS.map((text) => `"${text}"`).join("\n")}\n`;
    const inputs = [
      await file("in.txt", TEXTS.join("\n")),
      await file("in.jsonl", TEXTS.map((text) => `${JSON.stringify({ text })}\n`).join("")),
      await file("in.csv", csvText),
      await file("in.csv.gz", gzipSync(csvText)),
    ];
    for (const input of inputs) {
      const { out } = await predict("flat", ["--input", input]);
      expect(
        jsonl(out).map(({ text, label }) => [text, label]),
        input,
      ).toEqual(TEXTS.map((text, row) => [text, LABELS[row]]));
    }
  });

  it("several columns with an id, read and joined as the training data was", async () => {
    const input = await file("new.csv", "key;title;body\nn1;rocket;\nn2;goalie;today\nn3;;racket\n");
    const { out } = await predict("columns", ["--input", input]);
    expect(jsonl(out).map(({ id, text, label }) => [id, text, label])).toEqual([
      ["n1", "rocket", "space"],
      ["n2", "goalie\ntoday", "hockey"],
      ["n3", "racket", "tennis"],
    ]);
  });
});

describe("labels go out", () => {
  it("as JSON Lines with the k best", async () => {
    const [line] = jsonl((await predict("flat", ["rocket", "--top-k", "3"])).out);
    expect(line?.top).toHaveLength(3);
    expect(line?.top?.[0]).toEqual({ label: line?.label, score: line?.score });
    const scores = line?.top?.map(({ score }) => score) ?? [];
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(jsonl((await predict("flat", ["rocket", "--top-k", "99"])).out)[0]?.top).toHaveLength(4);
  });

  it("as JSON Lines with the path and its levels", async () => {
    const [line] = jsonl((await predict("tree", ["rocket"])).out) as unknown[];
    expect(line).toEqual({
      text: "rocket",
      path: ["science", "space"],
      levels: [
        { name: "level1", label: "science", score: expect.any(Number) },
        { name: "level2", label: "space", score: expect.any(Number) },
      ],
    });
  });

  it("as JSON Lines with the labels of a set, the most probable first", async () => {
    const text = "rocket orbit moon puck goalie rink";
    const [line, none] = jsonl((await predict("sets", [text, "the"])).out) as unknown as Record<string, unknown>[];
    const labels = line?.labels as { label: string; score: number }[];
    expect(labels.map(({ label }) => label).sort()).toEqual(["hockey", "space"]);
    expect(labels[0]?.score).toBeGreaterThanOrEqual(labels[1]?.score ?? 1);
    expect(line).not.toHaveProperty("top");
    expect(none?.labels).toBeInstanceOf(Array);
    const [wide] = jsonl((await predict("sets", [text, "--top-k", "3"])).out);
    expect(wide?.top).toHaveLength(3);
  });

  it("as csv with the labels of a set in one field", async () => {
    const text = "rocket orbit moon puck goalie rink";
    const read = async (...more: string[]) =>
      parse((await predict("sets", [text, "--format", "csv", ...more])).out, { columns: true }) as Record<
        string,
        string
      >[];
    const [row] = await read();
    expect(Object.keys(row ?? {})).toEqual(["id", "text", "labels", "labels_scores"]);
    expect(row?.labels?.split("|").sort()).toEqual(["hockey", "space"]);
    expect(row?.labels_scores?.split("|")).toHaveLength(2);
    const [wide] = await read("--top-k", "2");
    expect(Object.keys(wide ?? {}).slice(4)).toEqual(["top_1", "top_1_score", "top_2", "top_2_score"]);
    expect(wide?.top_1).toBe(row?.labels?.split("|")[0]);
  });

  it("as csv, whose fields are quoted where they must be", async () => {
    const { out } = await predict("flat", ['say "puck", twice', "rocket", "--format", "csv", "--top-k", "2"]);
    const rows = parse(out, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ text }) => text)).toEqual(['say "puck", twice', "rocket"]);
    expect(Object.keys(rows[0] ?? {})).toEqual(["id", "text", "label", "label_score", "label_2", "label_2_score"]);
    expect(rows[1]?.label).toBe("space");
  });

  it("as csv with a column a level and place", async () => {
    const { out } = await predict("tree", ["rocket", "--format", "csv"]);
    expect(out.split("\n")[0]).toBe("id,text,level1,level1_score,level2,level2_score");
  });

  it("into a file", async () => {
    const output = join(folder, "out.jsonl");
    expect(await predict("flat", [...TEXTS, "--output", output])).toEqual({ exitCode: 0, out: "", err: "" });
    expect(jsonl(await readFile(output, "utf8")).map(({ label }) => label)).toEqual(LABELS);
  });

  it("the same in blocks as alone, in their order", async () => {
    const many = Array.from({ length: 600 }, (_, row) => `${TEXTS[row % 3]} ${row}`);
    const { out } = await predict("flat", ["--input", await file("many.txt", many.join("\n"))]);
    expect(jsonl(out).map(({ text }) => text)).toEqual(many);
    const [alone] = jsonl((await predict("flat", [many[577] as string])).out);
    expect(jsonl(out)[577]).toEqual(alone);
  });
});

describe("what is refused", () => {
  it.each<[string, string, string[], () => Promise<string[]>]>([
    ["CLI_USAGE", "--input", ["x"], async () => ["--input", "in.csv"]],
    ["DATA_NOT_FOUND", "none.txt", [], async () => ["--input", "none.txt"]],
    ["DATA_NOT_FOUND", "none.csv", [], async () => ["--input", "none.csv"]],
    ["DATA_COLUMN", "body", [], async () => ["--input", await file("c.csv", "key;title\nk;x\n")]],
    [
      "DATA_ROWS",
      "c.jsonl:2",
      [],
      async () => ["--input", await file("c.jsonl", '{"title":"x","body":"y"}\n{"title":\n')],
    ],
    ["DATA_ROWS", "an object", [], async () => ["--input", await file("o.jsonl", '{"title":{},"body":"y"}\n')]],
    ["DATA_ENCODING", "l.txt", [], async () => ["--input", await file("l.txt", Buffer.from("caf\xe9", "latin1"))]],
    ["FILE_ACCESS", "no/out.jsonl", ["x"], async () => ["--output", join(folder, "no", "out.jsonl")]],
  ])("%s: %s", async (code, says, texts, argv) => {
    const { exitCode, err } = await predict("columns", [...texts, ...(await argv())]);
    expect(err).toContain(`[${code}]`);
    expect(err).toContain(says);
    expect(exitCode).toBeGreaterThan(1);
  });

  it("a folder without a run, and a model folder where columns are needed", async () => {
    await mkdir(join(folder, "empty"), { recursive: true });
    expect((await predict("empty", ["x"])).err).toContain("[RUN_NOT_FOUND]");
    expect((await predict("flat/model", ["--input", await file("m.csv", "text\nx\n")])).err).toContain("which columns");
    expect((await predict("flat/model", ["rocket"])).exitCode).toBe(0);
  });
});

describe("a model that is not sure", () => {
  it("gives no label, and says so; its prediction set stands beside", async () => {
    const { out } = await predict("careful", ["the", "rocket moon orbit launch planet rocket moon"]);
    const [unsure, sure] = jsonl(out) as unknown as Record<string, unknown>[];
    expect(unsure).toMatchObject({ text: "the", label: null, abstained: true });
    expect(unsure).not.toHaveProperty("score");
    expect(unsure).toHaveProperty("prediction_set.0");
    expect(sure).toMatchObject({ label: "space", abstained: false, prediction_set: [{ label: "space" }] });
  });

  it("has columns for both in csv", async () => {
    const { out } = await predict("careful", ["the", "rocket moon orbit launch planet rocket moon", "--format", "csv"]);
    const rows = parse(out) as string[][];
    expect(rows[0]).toEqual(["id", "text", "label", "label_score", "abstained", "prediction_set"]);
    expect(rows[1]?.slice(2, 5)).toEqual(["", "", "true"]);
    expect([rows[2]?.[2], ...(rows[2]?.slice(4) ?? [])]).toEqual(["space", "false", "space"]);
  });

  it("of a path says the nodes that are sure", async () => {
    const { out } = await predict("carefulTree", ["rocket moon orbit launch planet rocket moon", "the"]);
    const lines = jsonl(out) as unknown as { path: string[]; sure: { label: string; score: number }[] }[];
    for (const { path, sure } of lines) expect(sure.map(({ label }) => label)).toEqual(path.slice(0, sure.length));
    expect(lines[1]?.sure.length).toBeLessThan(2);
  });
});
