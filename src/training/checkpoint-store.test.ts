import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { createOptimizer } from "../optim/index.js";
import { CheckpointStore, type Keep } from "./checkpoint-store.js";
import { newProgress } from "./progress.js";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "pinakes-checkpoints-"));
});

const weights = (value: number) => new Map([["w", new Float32Array(4).fill(value)]]);

function optimizerOf(parameters: ReadonlyMap<string, Float32Array>) {
  const list = [...parameters].map(([name, data]) => ({ name, data, decay: true }));
  return createOptimizer({ kind: "adamw", learningRate: 0.1, parameters: list });
}

/** Saves a checkpoint a step, whose weights are the step's number. */
async function save(keep: Keep, steps: readonly { step: number; epoch?: number; best?: number }[]) {
  const store = new CheckpointStore(directory, keep);
  for (const { step, epoch, best } of steps) {
    const parameters = weights(step);
    const progress = { ...newProgress(1, 16), step };
    const mark = { endsEpoch: epoch ?? null, bestStep: best ?? null, shapes: new Map([["w", [2, 2]]]) };
    await store.save({ progress, parameters, optimizer: optimizerOf(parameters).state() }, mark);
  }
  return store;
}

const folders = async () => (await readdir(directory)).filter((name) => name.startsWith("checkpoint-")).sort();

async function restore(store: CheckpointStore) {
  const parameters = weights(0);
  const progress = await store.restoreLast({ parameters, optimizer: optimizerOf(parameters) });
  return { progress, values: [...(parameters.get("w") as Float32Array)] };
}

describe("checkpoints that stay", () => {
  const run = [1, 2, 3, 4, 5].map((epoch) => ({ step: epoch * 10, epoch, best: epoch < 2 ? 10 : 20 }));

  it.each<[Keep, string[]]>([
    ["all", ["checkpoint-10", "checkpoint-20", "checkpoint-30", "checkpoint-40", "checkpoint-50"]],
    [1, ["checkpoint-20", "checkpoint-50"]],
    [2, ["checkpoint-20", "checkpoint-40", "checkpoint-50"]],
    [4, ["checkpoint-20", "checkpoint-30", "checkpoint-40", "checkpoint-50"]],
  ])("keep %s: the newest, and the best always", async (keep, expected) => {
    const store = await save(keep, run);
    expect(await folders()).toEqual(expected);
    const index = await store.index();
    expect(index).toMatchObject({ best: 20, last: 50 });
    expect(index.kept.map(({ step, epoch }) => [`checkpoint-${step}`, epoch])).toEqual(
      expected.map((name) => [name, Number(name.slice(11)) / 10]),
    );
  });

  it("drop a former best", async () => {
    await save(1, [
      { step: 1, epoch: 1, best: 1 },
      { step: 2, epoch: 2, best: 1 },
      { step: 3, epoch: 3, best: 3 },
    ]);
    expect(await folders()).toEqual(["checkpoint-3"]);
  });
});

describe("restoring", () => {
  it("copies the newest into the parameters", async () => {
    const { progress, values } = await restore(await save("all", [{ step: 1 }, { step: 7 }]));
    expect(progress?.step).toBe(7);
    expect(values).toEqual([7, 7, 7, 7]);
  });

  it("finds nothing in a new folder, nor in one that is not there", async () => {
    expect((await restore(new CheckpointStore(directory, 1))).progress).toBeUndefined();
    expect((await restore(new CheckpointStore(join(directory, "none"), 1))).progress).toBeUndefined();
  });

  it("never sees what an interrupted save left, and clears it away", async () => {
    const store = await save("all", [{ step: 1 }]);
    await mkdir(join(directory, "checkpoint-2.writing"));
    await writeFile(join(directory, "checkpoint-2.writing", "model.safetensors"), "half");
    // Renamed, but not yet in the index.
    await mkdir(join(directory, "checkpoint-3"));
    expect((await restore(store)).progress?.step).toBe(1);
    expect(await folders()).toEqual(["checkpoint-1"]);
  });
});

describe("a broken checkpoint is a MODEL_ARTIFACT that names the file", () => {
  const damages: readonly [string, string, (path: string) => Promise<unknown>][] = [
    ["a cut state", "state.json", (path) => truncate(path, 20)],
    ["another state", "state.json", (path) => writeFile(path, '{"progress": {"step": "x"}, "optimizer_step": 1}')],
    ["no state", "state.json", (path) => rm(path)],
    ["cut weights", "model.safetensors", async (path) => truncate(path, (await readFile(path)).length - 3)],
    ["no weights", "model.safetensors", (path) => rm(path)],
    ["cut moments", "optimizer.safetensors", (path) => truncate(path, 5)],
  ];

  it.each(damages)("%s", async (_, file, damage) => {
    const store = await save("all", [{ step: 4 }]);
    const path = join(store.path(4), file);
    await damage(path);
    await expect(restore(store)).rejects.toMatchObject({ code: "MODEL_ARTIFACT", where: path });
  });

  it("a broken index", async () => {
    const store = await save("all", [{ step: 4 }]);
    const where = join(directory, "checkpoints.json");
    for (const text of ["{", "[]", '{"best": 4, "last": "4", "kept": []}']) {
      await writeFile(where, text);
      await expect(restore(store)).rejects.toMatchObject({ code: "MODEL_ARTIFACT", where });
    }
  });

  it("weights of another size or name", async () => {
    const store = await save("all", [{ step: 4 }]);
    for (const other of [new Map([["w", new Float32Array(5)]]), new Map([["v", new Float32Array(4)]])]) {
      await expect(store.restoreParameters(4, other)).rejects.toMatchObject({ code: "MODEL_ARTIFACT" });
    }
  });
});
