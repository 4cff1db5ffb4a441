import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { saveFigures } from "../page/index.js";
import { modelCard } from "./model-card.js";
import { type ReportOptions, runReport } from "./run-report.js";
import { isSeeds, readSavedRun } from "./saved-run.js";
import { seedsReport } from "./seeds-report.js";

/** What is written, and where. */
export interface WriteReportOptions extends ReportOptions {
  /** The page (default: report.html in the run). */
  readonly out?: string | undefined;
  /** A folder for each figure as SVG and PNG. */
  readonly figures?: string | undefined;
  /** Whether README.md, the model card, is written into the run; of several seeds there is none. */
  readonly card?: boolean;
}

/** The paths that were written. */
export interface WrittenReport {
  readonly report: string;
  readonly bytes: number;
  readonly card?: string;
  readonly figures: readonly string[];
}

/**
 * Writes the report of a run.
 * @throws PinakesError RUN_NOT_FOUND
 */
export async function writeReport(folder: string, options: WriteReportOptions = {}): Promise<WrittenReport> {
  const { out = join(folder, "report.html"), figures, card = false } = options;
  const run = await readSavedRun(folder);
  const report = isSeeds(run) ? seedsReport(run) : runReport(run, options);
  await writeFile(out, report.html);
  const readme = join(folder, "README.md");
  const hasCard = card && !isSeeds(run);
  if (hasCard) await writeFile(readme, modelCard(run));
  const names = figures === undefined ? [] : await saveFigures(report.figures, figures);
  return {
    report: out,
    bytes: Buffer.byteLength(report.html),
    ...(hasCard ? { card: readme } : {}),
    figures: names.map((name) => join(figures ?? "", name)),
  };
}
