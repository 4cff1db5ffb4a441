import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { PinakesError } from "../../shared/index.js";
import { nearest } from "../nearest.js";
import { PARTS, type Part } from "../types.js";

/** Row indices of each part, as a file of them holds. */
export type SplitIndices = Readonly<Record<Part, readonly number[]>>;

const indices = z.array(z.int().nonnegative());
const splitFile = z.strictObject({ train: indices.min(1), validation: indices.default([]), test: indices.default([]) });

/**
 * Reads a JSON file of row indices: `{ "train": [...], "validation": [...], "test": [...] }`, counted from 0.
 * @throws PinakesError DATA_NOT_FOUND; DATA_SPLIT_FILE where it is not of that form or gives a row two parts.
 */
export async function readSplit(file: string): Promise<SplitIndices> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new PinakesError("DATA_NOT_FOUND", {
      where: "data.split.file",
      message: `the file "${file}" can't be read.`,
      fix: "correct the path (relative paths start at the config's folder).",
      cause,
    });
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw broken(file, `it is not valid JSON (${(cause as Error).message})`);
  }
  const parsed = splitFile.safeParse(json);
  if (!parsed.success) throw broken(file, firstIssue(parsed.error));
  checkDisjoint(file, parsed.data);
  return parsed.data;
}

/** Writes the row indices of a split; parts without rows are left out. Makes the folder where it is missing. */
export async function writeSplit(file: string, split: SplitIndices): Promise<void> {
  const held = Object.fromEntries(PARTS.filter((part) => split[part].length > 0).map((part) => [part, split[part]]));
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(held)}\n`);
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const near = nearest(key, PARTS);
    return `it has the key "${key}"${near === undefined ? "" : ` (did you mean "${near}"?)`}`;
  }
  return `${issue?.message ?? "unknown"} at ${issue?.path.join(".") || "the top"}`;
}

function checkDisjoint(file: string, split: SplitIndices): void {
  const owner = new Map<number, Part>();
  for (const part of PARTS) {
    for (const index of split[part]) {
      const other = owner.get(index);
      if (other !== undefined)
        throw broken(file, `row ${index} is in ${other} and ${other === part ? "there again" : `in ${part}`}`);
      owner.set(index, part);
    }
  }
}

function broken(file: string, what: string): PinakesError {
  return new PinakesError("DATA_SPLIT_FILE", {
    where: file,
    message: `${what}.`,
    fix: 'write {"train": [0, 1], "validation": [2], "test": [3]}: row indices from 0, each row in one part.',
  });
}
