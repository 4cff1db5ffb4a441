// Training `bert-base-uncased` and `distilbert-base-uncased` by their names, from a server on this machine that speaks the
// Hub's API and has made-up weights of the real shapes: interrupted half-way through the weights and resumed, cold, warm,
// and offline. Each is a process of its own: `pinakes train` over 40 made-up texts, one epoch of full fine-tuning.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Transform } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";
import { CHECKPOINTS, writeCheckpoint } from "./lib/made-up-checkpoint.mjs";
import { report } from "./lib/report.mjs";
import { loadTypeScript } from "./lib/typescript.mjs";

const { HubServer, smallFile } = await loadTypeScript(new URL("../src/hub/testing/hub-server.ts", import.meta.url));
const COMMIT = "1".repeat(40);
const LABELS = ["astronomy", "cooking", "law", "tennis"];

const models = resolve(process.env.PINAKES_MODELS ?? "../shared/models", "bert-base-uncased");
const directory = await mkdtemp(join(tmpdir(), "pinakes-bench-"));
const hub = new HubServer();
try {
  const hasTokenizer = await stat(join(models, "tokenizer.json")).catch(() => false);
  if (hasTokenizer) await measureAll();
  else report("by-name", [{ name: "all", skipped: `there is no tokenizer in ${models}; set PINAKES_MODELS` }]);
} finally {
  await rm(directory, { recursive: true });
}

async function measureAll() {
  await hub.start();
  try {
    for (const name of Object.keys(CHECKPOINTS)) await measure(name);
  } finally {
    await hub.stop();
  }
}

async function measure(name) {
  const { type, parameters } = CHECKPOINTS[name];
  // Not where the config stands: a folder of the name would be taken for the checkpoint.
  const folder = join(directory, "served", name);
  await writeCheckpoint(folder, name, models);
  const weights = await weightsFile(join(folder, "model.safetensors"));
  const texts = await Promise.all(
    ["config.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt"].map(async (file) => [
      file,
      await readFile(join(folder, file), "utf8").catch(() => undefined),
    ]),
  );
  const small = texts.filter(([, text]) => text !== undefined).map(([file, text]) => [file, smallFile(text)]);
  const files = { ...Object.fromEntries(small), "model.safetensors": weights };
  hub.models.set(name, { commits: { [COMMIT]: files }, refs: { main: COMMIT } });
  await writeConfig(name, type);

  const rows = [];
  const row = async (what, options) => {
    const before = weights.sent;
    const { seconds, peak, result, exitCode } = await train(name, options);
    const fetched = (weights.sent - before) / 1e6;
    const counted = result?.parameters?.total;
    if (exitCode === 0 && counted !== parameters) throw new Error(`${counted} parameters, expected ${parameters}`);
    const count = counted === undefined ? {} : { parameters: counted.toLocaleString("en") };
    rows.push({ name: `${name}, ${what}`, seconds, peak_memory_mib: peak, weights_fetched_mb: fetched, ...count });
    return exitCode;
  };
  const stop = { stopAt: Math.floor(weights.size / 2), weights };
  const interrupted = await row("interrupted half-way", { home: "broken", stop });
  if (interrupted !== 130) throw new Error(`the interrupted run ended with ${interrupted}, expected 130`);
  await row("resumed", { home: "broken", options: ["--resume"] });
  await row("cold", { home: "hf" });
  await row("warm", { home: "hf" });
  await row("offline", { home: "hf", env: { HF_HUB_OFFLINE: "1" } });
  report("by-name", rows);
  for (const used of [folder, join(directory, "broken"), join(directory, "hf")]) await rm(used, { recursive: true });
}

/** A large file on the disk as the server sends it, with what it has sent. */
async function weightsFile(path) {
  const hash = createHash("sha256");
  for await (const block of createReadStream(path)) hash.update(block);
  const sha256 = hash.digest("hex");
  const { size } = await stat(path);
  const file = { size, sha256, oid: sha256.slice(0, 40), sent: 0, onSent: () => {} };
  // Counted in the pipe, which stands still when the client is gone.
  const counter = () =>
    new Transform({
      transform: (block, _, done) => {
        file.sent += block.length;
        file.onSent();
        done(null, block);
      },
    });
  file.from = (start) => createReadStream(path, { start }).pipe(counter());
  return file;
}

async function writeConfig(name, type) {
  const lines = Array.from({ length: 40 }, (_, row) => {
    const label = LABELS[row % LABELS.length];
    return JSON.stringify({ text: `text ${row} of this corpus says something about ${label}`, labels: label });
  });
  await writeFile(join(directory, "texts.jsonl"), lines.join("\n"));
  const config = {
    data: { train: "texts.jsonl", split: { validation: 0.1, test: 0.1 } },
    text: { max_length: 32 },
    model: { type, checkpoint: name },
    training: { epochs: 1, batch_size: 8 },
    cache: false,
  };
  await writeFile(join(directory, `${name}.yaml`), JSON.stringify(config));
}

/** One `pinakes train` in a process of its own; `stop` sends Ctrl-C once that many bytes of the weights were sent. */
async function train(name, { home, env = {}, options = [], stop }) {
  const out = join(directory, "run");
  const peakFile = join(directory, "peak.json");
  await mkdir(join(directory, home), { recursive: true });
  const start = performance.now();
  const cli = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
  const child = spawn(
    process.execPath,
    [cli, "train", join(directory, `${name}.yaml`), "--out", out, "--json", ...options],
    {
      env: {
        ...process.env,
        HF_ENDPOINT: hub.endpoint,
        HF_HOME: join(directory, home),
        NODE_OPTIONS: `--import=${pathToFileURL(fileURLToPath(new URL("./lib/note-peak.mjs", import.meta.url)))}`,
        PINAKES_PEAK_FILE: peakFile,
        ...env,
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  if (stop) {
    const goal = stop.weights.sent + stop.stopAt;
    stop.weights.onSent = () => {
      if (stop.weights.sent < goal) return;
      // Once: a second Ctrl-C ends the process at once.
      stop.weights.onSent = () => {};
      child.kill("SIGINT");
    };
  }
  let text = "";
  for await (const block of child.stdout) text += block;
  const exitCode = child.exitCode ?? (await new Promise((done) => child.on("exit", done)));
  if (stop) stop.weights.onSent = () => {};
  const seconds = (performance.now() - start) / 1000;
  const { kib } = JSON.parse(await readFile(peakFile, "utf8"));
  await rm(out, { recursive: true, force: true });
  return { seconds, peak: kib / 1024, exitCode, result: exitCode === 0 ? JSON.parse(text) : undefined };
}
