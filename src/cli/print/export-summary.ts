import type { ExportReport } from "../../runs/index.js";
import { formatTable } from "../terminal/index.js";

/** What was exported: the folder, its files, what goes into the model and comes out, and what to know. */
export function exportSummary({ directory, files, inputs, outputs, notes }: ExportReport): string {
  const sizes = files.map(({ name, bytes }) => [name, fileSize(bytes)]);
  const tensors = [
    ...inputs.map((tensor) => ["input", tensor] as const),
    ...outputs.map((tensor) => ["output", tensor] as const),
  ].map(([kind, { name, type, shape }]) => [kind, name, type, `[${shape.join(", ")}]`]);
  const columns = (...names: string[]) => names.map((header) => ({ header }));
  return [
    `${directory}\n`,
    formatTable([{ header: "file" }, { header: "size", align: "right" }], sizes),
    formatTable(columns("", "name", "type", "shape"), tensors),
    ...(notes.length > 0 ? [`${notes.map((note) => `- ${note}`).join("\n")}\n`] : []),
  ].join("\n");
}

/** 1234 B, 12.3 kB, 45.6 MB. */
function fileSize(bytes: number): string {
  if (bytes < 1e4) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
