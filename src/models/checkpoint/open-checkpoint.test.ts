import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PinakesError } from "../../shared/index.js";
import { writeSafetensors } from "../safetensors/index.js";
import { openCheckpoint } from "./index.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pinakes-checkpoint-"));
  await writeFile(join(folder, "config.json"), '{"model_type":"bert"}');
});
afterEach(() => rm(folder, { recursive: true }));

const tensor = (...values: number[]) => ({ shape: [values.length], data: Float32Array.from(values) });

async function shard(name: string, tensors: Readonly<Record<string, ReturnType<typeof tensor>>>): Promise<void> {
  await writeSafetensors(join(folder, name), new Map(Object.entries(tensors)));
}

const index = (weightMap: unknown) =>
  writeFile(join(folder, "model.safetensors.index.json"), JSON.stringify({ metadata: {}, weight_map: weightMap }));

async function failure(): Promise<PinakesError> {
  const error = await openCheckpoint(folder).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(PinakesError);
  return error as PinakesError;
}

/** Files that this process has open below the folder, where the system tells. */
async function openFiles(): Promise<number> {
  if (!existsSync("/proc/self/fd")) return 0;
  const { readlink } = await import("node:fs/promises");
  const targets = await Promise.all(
    (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")),
  );
  return targets.filter((target) => target.startsWith(folder)).length;
}

describe("a checkpoint", () => {
  it("of one file is read tensor by tensor", async () => {
    await shard("model.safetensors", { a: tensor(1, 2), b: tensor(3) });
    const checkpoint = await openCheckpoint(folder);
    expect(checkpoint.config).toEqual({ model_type: "bert" });
    expect([...checkpoint.tensors.keys()]).toEqual(["a", "b"]);
    const info = { dtype: "F32", shape: [2], offsets: [0, 8] };
    expect(checkpoint.tensors.get("a")).toEqual({ file: "model.safetensors", info });
    expect(await checkpoint.read("b")).toEqual(Float32Array.of(3));
    await expect(checkpoint.read("c")).rejects.toThrow(/MODEL_ARTIFACT.*no tensor "c", but 2 others/);
    expect(await openFiles()).toBe(existsSync("/proc/self/fd") ? 1 : 0);
    await checkpoint.close();
    expect(await openFiles()).toBe(0);
  });

  it("of several shards is read as if it were one, as its index says", async () => {
    await shard("model-00001-of-00002.safetensors", { a: tensor(1), b: tensor(-2) });
    await shard("model-00002-of-00002.safetensors", { b: tensor(2), rest: tensor(9) });
    await index({ a: "model-00001-of-00002.safetensors", b: "model-00002-of-00002.safetensors" });
    const checkpoint = await openCheckpoint(folder);
    expect([...checkpoint.tensors.keys()]).toEqual(["a", "b"]);
    expect(checkpoint.tensors.get("b")?.file).toBe("model-00002-of-00002.safetensors");
    expect(await checkpoint.read("a")).toEqual(Float32Array.of(1));
    expect(await checkpoint.read("b")).toEqual(Float32Array.of(2));
    await checkpoint.close();
  });

  it("of one file is that, whatever index lies beside it", async () => {
    await shard("model.safetensors", { a: tensor(1) });
    await index({ a: "model-00001-of-00001.safetensors" });
    const checkpoint = await openCheckpoint(folder);
    expect(checkpoint.tensors.get("a")?.file).toBe("model.safetensors");
    await checkpoint.close();
  });
});

describe("a broken checkpoint", () => {
  it("names the shards that are missing", async () => {
    await shard("one.safetensors", { a: tensor(1) });
    await index({ a: "one.safetensors", b: "two.safetensors", c: "three.safetensors", d: "two.safetensors" });
    const error = await failure();
    expect(error).toMatchObject({ code: "CHECKPOINT_FORMAT", where: join(folder, "model.safetensors.index.json") });
    expect(error.message).toMatch(/shards that are missing: three\.safetensors, two\.safetensors\n/);
  });

  it("names the tensors that are not in their shard, and leaves no file open", async () => {
    await shard("one.safetensors", { a: tensor(1) });
    await shard("two.safetensors", { b: tensor(1) });
    await index({ a: "two.safetensors", b: "two.safetensors", c: "one.safetensors" });
    const error = await failure();
    expect(error.message).toMatch(/CHECKPOINT_FORMAT.*2 tensors that are not.*"a" in two\.safetensors, "c" in one\./);
    expect(await openFiles()).toBe(0);
  });

  it.each([
    "{",
    "[]",
    '{"weight_map":{"a":1}}',
    '{"weight_map":{"a":"../a.safetensors"}}',
    '{"weight_map":{"a":"a.bin"}}',
  ])("has no index in %s", async (text) => {
    await writeFile(join(folder, "model.safetensors.index.json"), text);
    expect((await failure()).message).toMatch(/CHECKPOINT_FORMAT.*no weight_map/);
  });

  it("has no weights", async () => {
    expect(await failure()).toMatchObject({ code: "MODEL_ARTIFACT", where: join(folder, "model.safetensors") });
  });

  it("has a shard that is cut short, and leaves no file open", async () => {
    await shard("one.safetensors", { a: tensor(1) });
    await shard("two.safetensors", { b: tensor(1, 2, 3) });
    await truncate(join(folder, "two.safetensors"), 70);
    await index({ a: "one.safetensors", b: "two.safetensors" });
    expect(await failure()).toMatchObject({ code: "MODEL_ARTIFACT", message: expect.stringContaining("cut short") });
    expect(await openFiles()).toBe(0);
  });

  it.each(["{", ""])("has %j for a config", async (text) => {
    await shard("model.safetensors", { a: tensor(1) });
    await writeFile(join(folder, "config.json"), text);
    expect((await failure()).message).toMatch(/CHECKPOINT_FORMAT.*config\.json.*can't be read as JSON/);
  });
});
