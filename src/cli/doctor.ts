import { EXIT, PinakesError } from "../shared/index.js";
import type { DoctorArguments } from "./command-types.js";
import { type Io, writeJson } from "./io.js";
import { doctorReport, type NamedDoctorReport } from "./print/doctor-report.js";
import { packageVersion } from "./version.js";

/** Seconds of the speed test; with warm-up and rounds that are under way it stays below ten on two cores. */
const SPEED_SECONDS = 4;

/** `pinakes doctor`: examines the machine. Exit code 6 where something that Pinakes needs is not in order. */
export async function run(args: DoctorArguments, io: Io): Promise<number> {
  const { examineMachine } = await loadEngine();
  const report = await examineMachine({
    gradients: args.gradCheck,
    speedSeconds: args.speed ? SPEED_SECONDS : undefined,
    clock: () => performance.now(),
  });
  return tell({ pinakes: packageVersion(), ...report }, args, io);
}

/** Prints a report and gives the exit code. */
export function tell(report: NamedDoctorReport, args: DoctorArguments, io: Io): number {
  if (args.json) writeJson(io.out, report);
  else io.out.write(doctorReport(report));
  return report.ok ? EXIT.ok : EXIT.environment;
}

/** The runtime's native library is loaded with the engine; on a system that it is not built for, this is where it shows. */
async function loadEngine() {
  try {
    return await import("../engine/index.js");
  } catch (cause) {
    throw new PinakesError("ENGINE_RUNTIME", {
      where: `${process.platform} ${process.arch}, Node ${process.version}`,
      message: `ONNX Runtime can't be loaded: ${cause instanceof Error ? cause.message.split("\n")[0] : String(cause)}`,
      fix: "install again with `npm ci`; ONNX Runtime is built for Linux (glibc; x64, arm64), macOS (arm64) and Windows (x64, arm64).",
      cause,
    });
  }
}
