import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

/** The path of a file among the data sets (PINAKES_DATA), undefined where it is missing. */
export function dataFile(name: string): string | undefined {
  return fileIn(process.env.PINAKES_DATA ?? "../shared/data", name);
}

/** The path of a file or folder among the checkpoints (PINAKES_MODELS), undefined where it is missing. */
export function modelFile(name: string): string | undefined {
  return fileIn(process.env.PINAKES_MODELS ?? "../shared/models", name);
}

/** The texts of a data set's JSONL file. */
export function readTexts(file: string): string[] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.map((line) => (JSON.parse(line) as { text: string }).text);
}

/** A golden file of `test/golden/data`. */
export function readGolden(name: string): unknown {
  return JSON.parse(readFileSync(resolve(import.meta.dirname, "../../../test/golden/data", name), "utf8")) as unknown;
}

function fileIn(folder: string, name: string): string | undefined {
  const path = resolve(import.meta.dirname, "../../..", folder, name);
  return existsSync(path) ? path : undefined;
}
