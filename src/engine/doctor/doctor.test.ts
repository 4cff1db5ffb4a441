import { beforeAll, describe, expect, it } from "vitest";
import { opSamples } from "../op-samples.js";
import { tensor } from "../tensor.js";
import { findDifference } from "./determinism.js";
import { type DoctorReport, examineMachine } from "./doctor.js";
import { cpuFeatures } from "./machine.js";
import { selfCheck } from "./self-check.js";

describe("examineMachine", () => {
  let report: DoctorReport;
  beforeAll(async () => {
    report = await examineMachine({ gradients: true, clock: () => performance.now() });
  });

  it("finds that this machine can run Pinakes", () => {
    expect(report.ok, JSON.stringify(report, null, 2)).toBe(true);
    expect(report.devices[0]).toEqual({ device: "cpu", starts: true });
    expect(report.devices.map(({ device }) => device)).toEqual(["cpu", "webgpu", "cuda"]);
    expect(report.checks.map(({ name, ok }) => [name, ok])).toEqual([
      ["in_place_update", true],
      ["determinism", true],
      ["int8_products", true],
    ]);
  });

  it("tells versions and machine", () => {
    expect(report.versions).toEqual({ node: process.version, onnxruntime: expect.stringMatching(/^\d+\.\d+\.\d+/u) });
    expect(report.machine.threads).toBeGreaterThan(0);
    expect(report.machine.memory_gib).toBeGreaterThanOrEqual(report.machine.free_memory_gib);
  });

  it("has a gradient, or a reason for none, of every op", () => {
    const gradients = report.gradients ?? [];
    expect(gradients.map(({ op }) => op)).toEqual(Object.keys(opSamples));
    for (const { op, skipped, relative_error: error, method } of gradients) {
      if (skipped === undefined) expect(error, op).toBeLessThan(method === "closed_form" ? 1e-5 : 1e-6);
    }
    expect(gradients.filter(({ op }) => ["erf", "gelu"].includes(op)).every(({ method }) => method)).toBe(true);
  });

  it("measures no speed unasked", () => {
    expect(report).not.toHaveProperty("speed");
  });
});

it("cpuFeatures reads x86 and ARM", () => {
  const x86 =
    "processor\t: 0\nmodel name\t: x\nflags\t\t: fpu avx2 avx512f avx512_vnni\nbugs\t: none\n\nprocessor\t: 1\n";
  expect(cpuFeatures(x86)).toEqual(["avx2", "avx512f", "avx512_vnni"]);
  expect(cpuFeatures("Features\t: fp asimd asimddp i8mm\n")).toEqual(["asimd", "asimddp", "i8mm"]);
  expect(cpuFeatures("nothing of the kind")).toEqual([]);
});

it("findDifference sees one bit, and a result that is missing", () => {
  const of = (...data: number[]) => ({ a: tensor("f32", [data.length], Float32Array.from(data)) });
  expect(findDifference(of(0, 1), of(0, 1))).toBeUndefined();
  expect(findDifference(of(0, 1), of(-0, 1))).toBe("a");
  expect(findDifference(of(0), {})).toBe("a");
});

describe("selfCheck", () => {
  it.each([
    [async () => undefined, { name: "x", ok: true, detail: "all is well" }],
    [async () => "element 3", { name: "x", ok: false, detail: "element 3" }],
    [async () => Promise.reject(new Error("no session")), { name: "x", ok: false, detail: "no session" }],
  ])("%s", async (find, expected) => {
    expect(await selfCheck("x", "all is well", find)).toEqual(expected);
  });
});
