import { type DeviceProbe, probeDevice } from "../runtime/probe-device.js";
import type { Device } from "../runtime/session.js";
import { runtimeVersion } from "../runtime/version.js";
import { checkDeterminism } from "./determinism.js";
import { type EfficiencyReport, measureStack } from "./efficiency.js";
import { checkAllGradients, type OpGradientReport } from "./gradient-report.js";
import { checkInPlaceUpdate } from "./in-place.js";
import { checkInt8Products } from "./int8-products.js";
import { describeMachine, type MachineReport } from "./machine.js";
import type { SelfCheck } from "./self-check.js";

/** What {@link examineMachine} looks at. */
export interface ExamineOptions {
  /** Check the gradient of every op. */
  readonly gradients?: boolean;
  /** Measure the engine's speed: about this many seconds. */
  readonly speedSeconds?: number | undefined;
  /** Milliseconds of a clock that only goes forward. */
  readonly clock: () => number;
}

/** How the engine fares on this machine. */
export interface DoctorReport {
  /** Whether everything that Pinakes can't do without is in order. Devices beside the CPU may be missing. */
  readonly ok: boolean;
  readonly versions: { readonly node: string; readonly onnxruntime: string };
  readonly machine: MachineReport;
  readonly devices: readonly DeviceProbe[];
  readonly checks: readonly SelfCheck[];
  readonly gradients?: readonly OpGradientReport[];
  readonly speed?: EfficiencyReport;
}

const DEVICES: readonly Device[] = ["cpu", "webgpu", "cuda"];

/** Examines the machine: devices that really start, promises of the runtime that training relies on, gradients, speed. */
export async function examineMachine({ gradients, speedSeconds, clock }: ExamineOptions): Promise<DoctorReport> {
  // Before the work below adds to the load.
  const machine = describeMachine();
  const devices = await Promise.all(DEVICES.map((device) => probeDevice(device)));
  const checks = [await checkInPlaceUpdate(), await checkDeterminism(), await checkInt8Products()];
  const gradientReports = gradients ? await checkAllGradients() : undefined;
  const speed = speedSeconds === undefined ? undefined : await measureStack({ seconds: speedSeconds, clock });
  const cpuStarts = devices.some(({ device, starts }) => device === "cpu" && starts);
  return {
    ok: cpuStarts && [...checks, ...(gradientReports ?? [])].every(({ ok }) => ok),
    versions: { node: process.version, onnxruntime: runtimeVersion() },
    machine,
    devices,
    checks,
    ...(gradientReports ? { gradients: gradientReports } : {}),
    ...(speed ? { speed } : {}),
  };
}
