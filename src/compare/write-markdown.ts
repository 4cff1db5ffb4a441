import { agreementTable, compressionRows, figureTables, learningTable, pairTable, type TextTable } from "./tables.js";
import type { Comparison } from "./types.js";
import { statisticsText } from "./words.js";

/** A comparison as Markdown: the verdict, then a table a part. The best of each figure is bold. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { split, texts, verdict, notes, models } = comparison;
  const tables = [
    ...figureTables(comparison),
    models.length > 1 ? pairTable(comparison) : undefined,
    models.length > 1 ? agreementTable(comparison) : undefined,
    compressionRows(comparison),
    learningTable(comparison),
  ].filter((table) => table !== undefined);
  return [
    `# ${models.map(({ name }) => name).join(", ")}`,
    `Compared on ${texts} ${split} texts.`,
    ...verdict.map((line) => `**${escaped(line)}**`),
    ...notes.map((line) => `- ${escaped(line)}`),
    ...tables.flatMap((table) => [`## ${table.title}`, markdownTable(table)]),
    statisticsText(comparison),
    "",
  ].join("\n\n");
}

function markdownTable({ columns, rows }: TextTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ header }) => escaped(header))),
    line(columns.map(({ align }) => (align === "right" ? "---:" : "---"))),
    ...rows.map((row) => line(row.map(({ text, isBest }) => (isBest ? `**${escaped(text)}**` : escaped(text))))),
  ].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll(/[|*_<]/gu, (character) => `\\${character}`);
}
