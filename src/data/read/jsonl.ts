import { PinakesError } from "../../shared/index.js";
import { show } from "../problems.js";
import type { DataFile } from "./files.js";
import { badLines, type LineBlock, readLineBlocks } from "./line-blocks.js";
import { NOT_UTF8, type RawRow } from "./rows.js";

/**
 * The rows of a JSON Lines file, in batches. Blank lines are no rows; every other line gives a row or a problem.
 * @throws PinakesError DATA_ENCODING, DATA_FORMAT for files that can't be read by lines.
 */
export async function* readJsonl(file: DataFile): AsyncGenerator<RawRow[]> {
  for await (const block of readLineBlocks(file)) {
    if (block.firstLine === 1) checkNotArray(file, block);
    yield parseBlock(block);
  }
}

function parseBlock(block: LineBlock): RawRow[] {
  const bad = badLines(block);
  const rows: RawRow[] = [];
  let line = block.firstLine;
  for (const text of block.bytes.toString("utf8").split("\n")) {
    if (text.trim() !== "") rows.push(bad.has(line) ? { line, problem: NOT_UTF8 } : parseLine(text, line));
    line++;
  }
  return rows;
}

function parseLine(text: string, line: number): RawRow {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = `it is not valid JSON (${(error as Error).message}).`;
    const fix = "write one whole JSON object a line.";
    return { line, problem: { code: "DATA_ROWS", value: show(text.trim()), message, fix } };
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return { line, values: value as Record<string, unknown> };
  }
  const fix = 'write each row as an object: {"text": "...", "labels": "..."}.';
  return { line, problem: { code: "DATA_ROWS", value: show(value), message: "it is not a JSON object.", fix } };
}

/** A whole JSON document in place of lines would give one problem a line; one error says it better. */
function checkNotArray(file: DataFile, block: LineBlock): void {
  const [first = ""] = block.bytes.toString("utf8", 0, 200).trimStart().split("\n");
  const start = first.trim();
  const isList = start === "[" || /^\[\s*\{/u.test(start);
  if (!isList && start !== "{") return;
  throw new PinakesError("DATA_FORMAT", {
    where: `${file.name}:1`,
    message: isList ? "the file is one JSON array, not an object a line." : "the JSON objects span several lines.",
    fix: `write one object a line: jq -c '${isList ? ".[]" : "."}' "${file.name}".`,
  });
}
