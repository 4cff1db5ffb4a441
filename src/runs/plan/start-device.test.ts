import { describe, expect, it } from "vitest";
import { loadConfig, type RunConfigInput } from "../../config/index.js";
import { type DeviceProbe, probeDevice } from "../../engine/index.js";
import { smallData } from "../testing/small-data.js";
import { writeTinyCheckpoint } from "../testing/tiny-checkpoint.js";
import { trainRun } from "../train-run.js";
import { startDevice } from "./start-device.js";

const lstm = { type: "lstm" } as const;

async function configOf(device: RunConfigInput["device"], model: RunConfigInput["model"] = lstm) {
  return (await loadConfig({ data: { train: "data.jsonl" }, model, device }, { baseDir: "." })).config;
}

function answering(starts: boolean) {
  const asked: string[] = [];
  const probe = async (device: DeviceProbe["device"]): Promise<DeviceProbe> => {
    asked.push(device);
    return starts ? { device, starts } : { device, starts, reason: "no adapter" };
  };
  return { asked, probe };
}

describe("startDevice", () => {
  it("takes the CPU without a trial where nothing else is asked for", async () => {
    const { asked, probe } = answering(false);
    expect(await startDevice(await configOf("auto"), probe)).toBe("cpu");
    expect(await startDevice(await configOf("cpu"), probe)).toBe("cpu");
    expect(await startDevice(await configOf("webgpu", { type: "tfidf-linear" }), probe)).toBe("cpu");
    expect(asked).toEqual([]);
  });

  it("tries what is asked for, and says why it can't be had", async () => {
    const { asked, probe } = answering(true);
    expect(await startDevice(await configOf("cuda"), probe)).toBe("cuda");
    expect(asked).toEqual(["cuda"]);
    await expect(startDevice(await configOf("webgpu"), answering(false).probe)).rejects.toThrow(
      /^\[ENGINE_DEVICE\] device: webgpu does not start on this machine: no adapter\.\n {2}fix: set device: cpu/u,
    );
  });
});

describe("training on webgpu", () => {
  const TOLERANCE = 1e-3;

  async function losses(device: RunConfigInput["device"], model: RunConfigInput["model"], directory: string) {
    const input: RunConfigInput = {
      data: { train: "data.jsonl", split: { method: "stratified", validation: 0.2, test: 0.2, seed: 5 } },
      text: { max_length: 16 },
      model,
      training: { epochs: 1, batch_size: 12, learning_rate: 0.01 },
      device,
    };
    const found: number[] = [];
    await trainRun(await loadConfig(input, { baseDir: directory }), {
      directory: `${directory}/${model.type}-${device}`,
      onEvent: (event) => {
        if (event.type === "step") found.push(event.loss);
        if (event.type === "epoch") found.push(event.validation?.loss as number);
      },
    });
    return found;
  }

  it.for<[string, RunConfigInput["model"]]>([
    ["a BERT of two layers", { type: "bert", checkpoint: "bert" }],
    ["a BiLSTM with attention", { type: "bilstm-attention", hidden_size: 8, embedding_size: 8 }],
  ])("ten steps of %s have the losses that they have on the CPU", { timeout: 300_000 }, async ([, model], { skip }) => {
    const { starts, reason } = await probeDevice("webgpu");
    // Where a driver is named, as in CI, it has to start: a skipped test looks like one that passed.
    if (!starts && process.env.VK_DRIVER_FILES === undefined) skip(`webgpu does not start: ${reason}`);
    const { directory } = await smallData();
    await writeTinyCheckpoint(`${directory}/bert`, { type: "bert" });
    const onCpu = await losses("cpu", model, directory);
    const onGpu = await losses("webgpu", model, directory);
    expect(onCpu).toHaveLength(11);
    expect(onCpu.at(-1)).not.toBeCloseTo(onCpu[0] as number, 2);
    expect(onGpu).toHaveLength(onCpu.length);
    const differences = onCpu.map((loss, step) => Math.abs(loss - (onGpu[step] as number)));
    expect(Math.max(...differences)).toBeLessThan(TOLERANCE);
  });
});
