export { modelCard } from "./model-card.js";
export { type Report, type ReportOptions, runReport } from "./run-report.js";
export { isSeeds, readSavedRun, type SavedRun, type SavedSeeds } from "./saved-run.js";
export { seedsReport } from "./seeds-report.js";
export { type WriteReportOptions, type WrittenReport, writeReport } from "./write-report.js";
