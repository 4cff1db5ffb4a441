import { writeReport } from "../report/index.js";
import { EXIT } from "../shared/index.js";
import type { ReportArguments } from "./command-types.js";
import { type Io, writeJson } from "./io.js";

/** `pinakes report`: the page of a run, again; its figures as files. */
export async function run({ run: folder, json, ...options }: ReportArguments, io: Io): Promise<number> {
  const written = await writeReport(folder, options);
  if (json) {
    writeJson(io.out, written);
    return EXIT.ok;
  }
  io.out.write(`${written.report} (${(written.bytes / 1e6).toFixed(1)} MB)\n`);
  if (options.figures !== undefined) io.out.write(`${written.figures.length} figures in ${options.figures}\n`);
  return EXIT.ok;
}
