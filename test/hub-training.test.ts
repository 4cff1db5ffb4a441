import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { COMMAND_LOADERS } from "../src/cli/loaders.js";
import { runCommandLine } from "../src/cli/program.js";
import { loadConfig } from "../src/config/index.js";
import { type Fault, HubServer, largeFile, type ServedFile, smallFile } from "../src/hub/testing/hub-server.js";
import { trainRun } from "../src/runs/index.js";
import { smallData } from "../src/runs/testing/small-data.js";
import { writeTinyCheckpoint } from "../src/runs/testing/tiny-checkpoint.js";

const COMMIT = "3".repeat(40);
const NAME = "made-up/bert-tiny";

const hub = new HubServer();
let directory = "";
let weights: Buffer;

beforeAll(async () => {
  ({ directory } = await smallData(80));
  const folder = join(directory, "checkpoint");
  await writeTinyCheckpoint(folder);
  weights = await readFile(join(folder, "model.safetensors"));
  const small = async (name: string) => [name, smallFile(await readFile(join(folder, name), "utf8"))] as const;
  const files: Record<string, ServedFile> = {
    ...Object.fromEntries(await Promise.all(["config.json", "tokenizer.json"].map(small))),
    "vocab.txt": smallFile("[PAD]\n"),
    "model.safetensors": largeFile(weights),
    "pytorch_model.bin": largeFile(Buffer.from("a pickle")),
  };
  hub.models.set(NAME, { commits: { [COMMIT]: files }, refs: { main: COMMIT } });
  await hub.start();
});
afterAll(async () => {
  await hub.stop();
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(directory, "home-"));
  const config = {
    data: { train: "../data.jsonl", split: { validation: 0.2, test: 0.2 } },
    text: { max_length: 20 },
    model: { type: "bert", checkpoint: NAME },
    training: { epochs: 1, batch_size: 16, learning_rate: 0.01 },
    cache: false,
  };
  await writeFile(join(home, "config.yaml"), JSON.stringify(config));
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  vi.stubEnv("HF_HOME", join(home, "hf"));
  vi.stubEnv("HF_HUB_OFFLINE", "");
  hub.faults.length = 0;
  hub.seen.length = 0;
});

async function train(out: string, ...options: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io = { out: stdout, err: stderr, stdin: new PassThrough() };
  const argv = ["train", join(home, "config.yaml"), "--out", join(home, out), "--json", ...options];
  const exitCode = await runCommandLine(argv, { io, loaders: COMMAND_LOADERS, env: {} });
  return { exitCode, result: JSON.parse(String(stdout.read())), told: String(stderr.read() ?? "") };
}

const savedWeights = (out: string) => readFile(join(home, out, "model", "model.safetensors"));

describe("train by a name of the Hub", () => {
  it("fetches what it needs, then finds it in the cache, also without the network", async () => {
    const cold = await train("cold");
    expect([cold.exitCode, cold.result.error]).toEqual([0, undefined]);
    expect(cold.told).toContain(`downloading model.safetensors of ${NAME}`);
    expect(cold.told).toContain(`from ${NAME} (${COMMIT}): 39 pretrained weights; new: classifier.weight`);
    expect(hub.takeFileRequests()).toEqual(["config.json", "tokenizer.json", "vocab.txt", "model.safetensors"]);
    const manifest = JSON.parse(await readFile(join(home, "cold", "manifest.json"), "utf8"));
    expect(manifest.notes.checkpoint).toMatchObject({ name: NAME, source: "hub", commit: COMMIT });
    // What stood beside the tokenizer goes with the model.
    expect(await readFile(join(home, "cold", "model", "vocab.txt"), "utf8")).toBe("[PAD]\n");

    const warm = await train("warm");
    expect(warm.exitCode).toBe(0);
    expect(warm.told).not.toContain("downloading");
    expect(hub.takeFileRequests()).toEqual([]);

    vi.stubEnv("HF_HUB_OFFLINE", "1");
    expect((await train("offline")).exitCode).toBe(0);
    expect(hub.seen).toEqual([]);
    for (const run of ["warm", "offline"])
      expect((await savedWeights(run)).equals(await savedWeights("cold"))).toBe(true);
  });

  it("names the way out where it is neither in the cache nor may be asked for", async () => {
    vi.stubEnv("HF_HUB_OFFLINE", "1");
    const { exitCode, result } = await train("run");
    expect([exitCode, result.error.code]).toEqual([6, "HUB_OFFLINE"]);
    expect(await readdir(home)).not.toContain("run");
  });

  it("interrupted half-way through the weights, goes on from there by --resume", async () => {
    const whole = await train("whole");
    await rm(join(home, "hf"), { recursive: true });
    const stop = new AbortController();
    hub.faults.push(halfOf(weights, () => stop.abort()));
    const loaded = await loadConfig(join(home, "config.yaml"));
    const interrupted = trainRun(loaded, { directory: join(home, "run"), signal: stop.signal });
    await expect(interrupted).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect(await readdir(home)).not.toContain("run");

    hub.faults.length = 0;
    hub.seen.length = 0;
    const resumed = await train("run", "--resume");
    expect(resumed.exitCode).toBe(0);
    const asked = hub.seen.filter(({ path }) => path.startsWith("/store/"));
    expect(asked.map(({ range }) => range)).toEqual([`bytes=${weights.length >> 1}-`]);
    expect(resumed.result.splits).toEqual(whole.result.splits);
    expect((await savedWeights("run")).equals(await savedWeights("whole"))).toBe(true);
  });
});

/** Sends the first half of the weights and no more; then it tells. */
function halfOf(bytes: Buffer, sent: () => void): Fault {
  return ({ path }, response) => {
    if (!path.startsWith("/store/") || !path.endsWith("model.safetensors")) return false;
    response.writeHead(200, { "content-length": bytes.length });
    response.write(bytes.subarray(0, bytes.length >> 1), () => setTimeout(sent, 50));
    return true;
  };
}
