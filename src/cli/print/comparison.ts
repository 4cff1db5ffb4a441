import {
  agreementTable,
  type Comparison,
  compressionRows,
  figureTables,
  learningTable,
  pairTable,
  statisticsText,
  type TextTable,
} from "../../compare/index.js";
import { formatTable } from "../terminal/index.js";

/** With more pairs than this the deciding metric alone is told of each. */
const MOST_PAIRS = 3;

/** A comparison on the terminal: the figures, the tests, how far the models agree, and at last the verdict. */
export function comparisonText(comparison: Comparison): string {
  const { models, split, texts, notes, verdict } = comparison;
  const isLone = models.length < 2;
  const tables = [
    ...figureTables(comparison),
    isLone ? undefined : pairTable(comparison, { all: comparison.pairs.length <= MOST_PAIRS }),
    isLone ? undefined : agreementTable(comparison),
    compressionRows(comparison),
    learningTable(comparison),
  ].filter((table) => table !== undefined);
  const sentences = [...notes.map((note) => `Note: ${note}`), ...verdict];
  return [
    `${models.length} ${isLone ? "model" : "models"} on ${isLone ? "" : "the same "}${texts} ${split} texts\n`,
    ...tables.map(tableText),
    ...(isLone ? [] : [`${statisticsText(comparison)}\n`]),
    `${sentences.join("\n")}\n`,
  ].join("\n");
}

function tableText({ title, columns, rows }: TextTable): string {
  const [first, ...others] = columns;
  // The title stands in the corner where the first column has none.
  const named = first && first.header === "" ? [{ ...first, header: title }, ...others] : columns;
  const head = named === columns ? `${title}\n` : "";
  return `${head}${formatTable(
    named,
    rows.map((row) => row.map(({ text }) => text)),
  )}`;
}
