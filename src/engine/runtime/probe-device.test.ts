import { describe, expect, it } from "vitest";
import { probeDevice } from "./probe-device.js";

describe("probeDevice", () => {
  it("starts the CPU", async () => {
    expect(await probeDevice("cpu")).toEqual({ device: "cpu", starts: true });
  });

  it.each(["webgpu", "cuda"] as const)("starts %s, or tells in one line why not", async (device) => {
    const probe = await probeDevice(device);
    if (probe.starts) return;
    expect(probe.reason).toMatch(/^[^\n]{10,}$/u);
    expect(probe.reason).not.toContain("onnxruntime_src/");
  });

  it("gives up on a device that does not answer", async () => {
    expect(await probeDevice("cpu", { timeoutMs: 1 })).toEqual({
      device: "cpu",
      starts: false,
      reason: "no answer within 0.001 s",
    });
  });
});
