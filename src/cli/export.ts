import { exportRun } from "../runs/index.js";
import { EXIT } from "../shared/index.js";
import type { ExportArguments } from "./command-types.js";
import { type Io, writeJson } from "./io.js";
import { exportSummary } from "./print/index.js";

/** `pinakes export`: a run's model as other programs open it. */
export async function run({ run: directory, json, ...options }: ExportArguments, io: Io): Promise<number> {
  const report = await exportRun(directory, options);
  if (json) writeJson(io.out, report);
  else io.out.write(exportSummary(report));
  return EXIT.ok;
}
