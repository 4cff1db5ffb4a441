import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { smallData } from "../src/runs/testing/small-data.js";
import { type BuiltCli, buildCli } from "./support/built-cli.js";

const CONFIG = {
  data: { train: "data.jsonl", split: { validation: 0.2, test: 0.2 } },
  model: { type: "bilstm-attention", embedding_size: 8, hidden_size: 8, dropout: 0.3 },
  training: { epochs: 40, batch_size: 16, schedule: "cosine" },
};

let cli: BuiltCli;
let folder: string;

beforeAll(async () => {
  cli = await buildCli();
  ({ directory: folder } = await smallData(200));
  await writeFile(join(folder, "run.yaml"), JSON.stringify(CONFIG));
});

afterAll(() => cli.remove());

/** Runs `pinakes train` as a process; `signal` is sent once it says so. */
async function train(argv: readonly string[], signal?: { name: NodeJS.Signals; after: string }) {
  const child = spawn(process.execPath, [cli.main, "train", "run.yaml", ...argv], { cwd: folder });
  let told = "";
  let sent = false;
  child.stdout.resume();
  child.stderr.on("data", (chunk: Buffer) => {
    told += String(chunk);
    if (!signal || sent || !told.includes(signal.after)) return;
    sent = true;
    child.kill(signal.name);
  });
  const [exitCode, endedBy] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { exitCode, endedBy, told };
}

const weights = (run: string) => readFile(join(folder, run, "model", "model.safetensors"));

it("Ctrl-C saves and says how to go on; --resume then ends with the weights of a run that was not stopped", async () => {
  const whole = await train(["--out", "whole"]);
  expect(whole.exitCode, whole.told).toBe(0);
  const stopped = await train(["--out", "stopped"], { name: "SIGINT", after: "epoch 2 " });
  expect(stopped.exitCode).toBe(130);
  expect(stopped.told).toContain("finishing the step under way");
  expect(stopped.told).toMatch(/\[INTERRUPTED\] step \d+ of 320: .*\n {2}fix: .*--resume/u);
  const resumed = await train(["--out", "stopped", "--resume"]);
  expect(resumed.exitCode, resumed.told).toBe(0);
  expect(resumed.told).toMatch(/resumed at step \d+ of 320/u);
  expect(await weights("stopped")).toEqual(await weights("whole"));
});

it("Ctrl-C ends a linear model, which has no steps to save, at once", async () => {
  const { file } = await smallData(4000);
  const keys = ["model={type: tfidf-linear}", "training=null", `data.train=${file}`];
  const argv = ["--out", "linear", ...keys.flatMap((key) => ["--set", key])];
  const { exitCode, endedBy } = await train(argv, { name: "SIGINT", after: "counting n-grams" });
  expect([exitCode, endedBy]).toEqual([null, "SIGINT"]);
});
