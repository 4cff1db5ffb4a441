import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import { smallData } from "../runs/testing/small-data.js";
import { COMMAND_LOADERS } from "./loaders.js";
import { runCommandLine } from "./program.js";

let directory = "";
let config = "";

beforeAll(async () => {
  ({ directory } = await smallData(80));
  config = join(directory, "config.yaml");
  await writeFile(
    config,
    [
      "task: hierarchical",
      "data: { train: data.jsonl, labels: [level1, level2], split: { validation: 0.2, test: 0.2 } }",
      "model: { type: lstm, embedding_size: 300, hidden_size: 4, train_embeddings: false }",
    ].join("\n"),
  );
});

async function summary(...argv: string[]) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const io = { out, err, stdin: new PassThrough() };
  const exitCode = await runCommandLine(["summary", ...argv], { io, loaders: COMMAND_LOADERS, env: {} });
  return { exitCode, out: String(out.read() ?? ""), err: String(err.read() ?? "") };
}

/** The estimate of memory, which is tested where it is made. */
const MEMORY = /^about \d+ MiB of memory to train on 32 texts of 256 tokens at a time: .*runtime \d+$/mu;

describe("pinakes summary", () => {
  it("prints layers with shapes, heads, parameters and totals", async () => {
    const { exitCode, out, err } = await summary(config);
    expect([exitCode, err]).toEqual([0, ""]);
    expect(out).toMatch(MEMORY);
    expect(out.replace(MEMORY, "(memory)")).toMatchInlineSnapshot(`
      "lstm, hierarchical

      layer               kind             output       parameters
      ──────────────────  ───────────────  ───────────  ──────────  ─────────
      embedding           embedding        (B, T, 300)       9,000  frozen
      dropout.embeddings  dropout 0.3      (B, T, 300)
      lstm.l0             LSTM             (B, T, 4)         4,880  trainable
      last                last pooling     (B, 4)
      dropout.head        dropout 0.3      (B, 4)
      heads.level1        linear, softmax  (B, 2)               10  trainable
      heads.level2        linear, softmax  (B, 4)               20  trainable

      head    activation  loss           labels
      ──────  ──────────  ─────────────  ──────  ──────────────────────────
      level1  softmax     cross-entropy       2  science, sport
      level2  softmax     cross-entropy       4  hockey, medicine, space, …

      parameter            shape       size
      ───────────────────  ─────────  ─────  ─────────
      embedding.weight     (30, 300)  9,000  frozen
      lstm.weight_ih_l0    (16, 300)  4,800  trainable
      lstm.weight_hh_l0    (16, 4)       64  trainable
      lstm.bias_l0         (16)          16  trainable
      heads.level1.weight  (2, 4)         8  trainable
      heads.level1.bias    (2)            2  trainable
      heads.level2.weight  (4, 4)        16  trainable
      heads.level2.bias    (4)            4  trainable

      13,910 parameters, 4,910 of them trainable

      (memory)
      "
    `);
  });

  it("takes overrides, and gives one JSON document", async () => {
    const { out } = await summary(config, "--json", "--set", "model={type: tfidf-linear}");
    const document = JSON.parse(out);
    expect(document).toMatchObject({ model: "tfidf-linear", task: "hierarchical" });
    expect(document.layers[0].output_shape[1]).toBeGreaterThan(100);
  });

  it("refuses overrides of a run, and names a config that is missing", async () => {
    expect((await summary(directory, "--set", "seed=1")).err).toContain("[CLI_USAGE]");
    expect((await summary(directory)).err).toContain("[RUN_NOT_FOUND]");
    expect((await summary(join(directory, "no.yaml"))).err).toContain("[CONFIG_NOT_FOUND]");
  });
});
