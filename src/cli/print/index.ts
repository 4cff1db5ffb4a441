export { type ClassificationReportOptions, classificationReport } from "./classification-report.js";
export { type ComparisonRow, comparisonTable } from "./comparison-table.js";
export { dataSummary } from "./data-summary.js";
export { doctorReport } from "./doctor-report.js";
export { epochLine } from "./epoch-line.js";
export { exportSummary } from "./export-summary.js";
export { formatPercent } from "./figures.js";
export { modelSummary } from "./model-summary.js";
export { seedTable } from "./seed-table.js";
