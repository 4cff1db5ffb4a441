import { type DataReport, PARTS } from "../../data/index.js";
import type { Finding } from "../../labels/index.js";
import { formatCount } from "../../shared/index.js";
import { formatTable, type TableCell, type TableColumn } from "../terminal/index.js";

/** Labels of a head that are listed. */
const MOST_LABELS = 20;

/** The data before training: rows and labels a split, empty texts, dropped rows, and what is odd. */
export function dataSummary(report: DataReport, findings: readonly Finding[] = report.findings): string {
  return [
    `data: ${report.files.map(({ file, rows }) => `${file} (${formatCount(rows)} rows)`).join(", ")}`,
    `split: ${report.split}`,
    "",
    partTable(report),
    ...headNames(report).map((head) => labelTable(report, head)),
    ...report.dropped.map(droppedLine),
    ...findings.map(findingLine),
  ].join("\n");
}

const PART_COLUMNS: readonly TableColumn[] = PARTS.map((part) => ({ header: part, align: "right" }));

function headNames({ parts }: DataReport): string[] {
  return [...new Set(PARTS.flatMap((part) => Object.keys(parts[part].labels)))];
}

function partTable(report: DataReport): string {
  const { parts } = report;
  const counts = (of: (part: (typeof PARTS)[number]) => number): TableCell[] =>
    PARTS.map((part) => formatCount(of(part)));
  const rows = [
    ["rows", ...counts((part) => parts[part].rows)],
    ["empty texts", ...counts((part) => parts[part].emptyTexts)],
    ...headNames(report).map((head) => [
      head === "label" || head === "labels" ? "labels" : `labels of ${head}`,
      ...counts((part) => parts[part].labels[head]?.length ?? 0),
    ]),
  ];
  return formatTable([{ header: "", align: "left" }, ...PART_COLUMNS], rows);
}

/** Rows a label of one head, the commonest of the training part first. */
function labelTable({ parts }: DataReport, head: string): string {
  const counts = new Map<string, number[]>();
  for (const [column, part] of PARTS.entries()) {
    for (const { label, rows } of parts[part].labels[head] ?? []) {
      const known = counts.get(label) ?? PARTS.map(() => 0);
      known[column] = rows;
      counts.set(label, known);
    }
  }
  const rows: TableCell[][] = [...counts]
    .slice(0, MOST_LABELS)
    .map(([label, byPart]) => [label, ...byPart.map((count) => formatCount(count))]);
  const more = counts.size - rows.length;
  if (more > 0) rows.push([`… ${formatCount(more)} more`]);
  return formatTable([{ header: head, align: "left" }, ...PART_COLUMNS], rows);
}

function droppedLine({ reason, count, parts }: DataReport["dropped"][number]): string {
  const known = Object.entries(parts).filter(([, rows]) => rows > 0);
  const where = known.map(([part, rows]) => `${part} ${formatCount(rows)}`).join(", ");
  return `dropped ${formatCount(count)} rows: ${reason} (${where})`;
}

function findingLine({ message, places }: Finding): string {
  return `note: ${message}${places.length > 0 ? ` First: ${places[0]}` : ""}`;
}
