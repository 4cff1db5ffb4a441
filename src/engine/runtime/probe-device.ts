import { createRequire } from "node:module";
import { GraphBuilder } from "../builder.js";
import { math } from "../math.js";
import { writeOnnx } from "../onnx/write-onnx.js";
import { askChild } from "./child-answer.js";
import type { Device } from "./session.js";

/** Whether a device starts, and why it does not. */
export interface DeviceProbe {
  readonly device: Device;
  readonly starts: boolean;
  readonly reason?: string;
}

/** Tries the device alone: an op that would fall back to the CPU makes the session fail. */
const SCRIPT = `
const [runtime, device, values] = process.argv.slice(1);
const say = (answer) => process.stdout.write("\\n" + JSON.stringify(answer) + "\\n", () => process.exit(0));
async function probe() {
  const ort = require(runtime);
  const session = await ort.InferenceSession.create(require("node:fs").readFileSync(0), {
    executionProviders: [device],
    logSeverityLevel: 4,
    ...(device === "cpu" ? {} : { extra: { session: { disable_cpu_ep_fallback: "1" } } }),
  });
  const { y } = await session.run({ x: new ort.Tensor("float32", JSON.parse(values), [2, 3]) });
  return Array.from(y.data);
}
probe().then((result) => say({ result }), (error) => say({ error: error.message }));
`;

const X = [1, 2, 3, 4, 5, 6];
const W = [1, 0, 0, 1, -1, 2];
/** relu(x·w) */
const Y = [0, 8, 0, 17];

/** relu(x·w): the two kinds of op that any model needs. */
function probeModel(device: Device): Uint8Array {
  const g = new GraphBuilder();
  const m = math(g);
  const weight = m.reshape(m.vector(W), [3, 2]);
  g.output("y", m.relu(m.matmul(g.input("x", "f32", [2, 3]), weight)));
  return writeOnnx(g.build(), { target: device === "webgpu" ? "webgpu" : "cpu" });
}

/**
 * Makes a small session on a device and compares what it computes with what is right, in a process of its own: a broken
 * driver may crash the process or never answer.
 */
export async function probeDevice(device: Device, { timeoutMs = 30_000 } = {}): Promise<DeviceProbe> {
  const runtime = createRequire(import.meta.url).resolve("onnxruntime-node");
  const args = [runtime, device, JSON.stringify(X)];
  const answer = await askChild({ script: SCRIPT, args, input: probeModel(device), timeoutMs });
  const reason = "failure" in answer ? answer.failure : problemOf(answer.output);
  return reason === undefined ? { device, starts: true } : { device, starts: false, reason };
}

function problemOf(output: string): string | undefined {
  const last = output.trim().split("\n").at(-1) ?? "";
  if (!last.startsWith("{")) return "the process that tried it ended without an answer";
  const { result, error } = JSON.parse(last) as { result?: number[]; error?: string };
  if (error !== undefined) return plainReason(error);
  return String(result) === String(Y) ? undefined : `it computes wrong numbers: [${result}], not [${Y}]`;
}

/** The message of the runtime without the place in its C++ sources. */
function plainReason(message: string): string {
  return message
    .replaceAll(/\s+/gu, " ")
    .replace(/^\S*onnxruntime_src\/.* was false\. /u, "")
    .trim();
}
