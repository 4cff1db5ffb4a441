export { type HeatPart, heatText } from "./heat.js";
export { createProgress, type Progress, type ProgressFigures, type ProgressOptions } from "./progress.js";
export { formatTable, type TableCell, type TableColumn } from "./table.js";
