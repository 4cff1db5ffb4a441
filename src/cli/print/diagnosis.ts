import type { Diagnosis } from "../../evaluation/index.js";

/** What a run's own figures show, each finding with the line of the config to try next. */
export function diagnosisReport(findings: readonly Diagnosis[]): string {
  if (findings.length === 0) return "diagnosis: nothing stands out\n";
  const lines = findings.map(({ message, try: line }) => `  - ${message}\n    try ${line}\n`);
  return `diagnosis\n\n${lines.join("")}`;
}
