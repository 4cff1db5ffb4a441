import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import { loadConfig, type RunConfigInput } from "../config/index.js";
import { trainRun } from "../runs/index.js";
import { smallData } from "../runs/testing/small-data.js";
import { COMMAND_LOADERS } from "./loaders.js";
import { runCommandLine } from "./program.js";

let run = "";

beforeAll(async () => {
  const { directory } = await smallData(80);
  run = join(directory, "run");
  const config: RunConfigInput = {
    task: "hierarchical",
    data: { train: "data.jsonl", labels: ["level1", "level2"], split: { validation: 0.2, test: 0.2 } },
    model: { type: "lstm", embedding_size: 8, hidden_size: 4 },
    training: { epochs: 1 },
  };
  await trainRun(await loadConfig(config, { baseDir: directory }), { directory: run });
});

async function exported(...argv: string[]) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const io = { out, err, stdin: new PassThrough() };
  const exitCode = await runCommandLine(["export", run, ...argv], { io, loaders: COMMAND_LOADERS, env: {} });
  return { exitCode, out: String(out.read() ?? ""), err: String(err.read() ?? "") };
}

describe("pinakes export", () => {
  it("prints what was written, what the model takes and gives, and what to know", async () => {
    const { exitCode, out } = await exported("--format", "onnx");
    expect(exitCode).toBe(0);
    const text = out.replace(run, "RUN").replaceAll(/\d+(?:\.\d+)? k?B/gu, "SIZE");
    expect(text.replaceAll(/ +SIZE/gu, " SIZE").replaceAll(/─+/gu, "─")).toMatchInlineSnapshot(`
      "RUN/export/onnx

      file               size
      ─  ─
      config.json SIZE
      model.onnx SIZE
      vocabulary.json SIZE

              name            type     shape
      ─  ─  ─  ─
      input   input_ids       int64    [batch, sequence]
      input   attention_mask  int64    [batch, sequence]
      output  logits_level1   float32  [batch, 2]
      output  logits_level2   float32  [batch, 4]

      - Texts are prepared before they are tokenised: clean.whitespace.
      "
    `);
  });

  it("gives one JSON document, also of a failure", async () => {
    const out = join(run, "elsewhere");
    const report = JSON.parse((await exported("--format", "onnx", "--out", out, "--json")).out);
    expect(report).toMatchObject({ format: "onnx", directory: out, inputs: [{ name: "input_ids" }, {}] });
    await writeFile(join(out, "mine.txt"), "");
    const again = await exported("--format", "onnx", "--out", out, "--json");
    expect([again.exitCode, JSON.parse(again.out).error.code]).toEqual([2, "RUN_EXISTS"]);
    expect((await exported("--format", "onnx", "--out", out, "--overwrite")).exitCode).toBe(0);
  });

  it("needs a format that there is", async () => {
    expect((await exported()).err).toContain("--format");
    expect((await exported("--format", "pickle")).err).toContain("Allowed choices are onnx, hf");
  });
});
