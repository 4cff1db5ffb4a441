import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { openSafetensors, writeSafetensors } from "../../models/index.js";
import { writeWhole } from "../directory/run-directory.js";

const strengthForm = z.object({ strength: z.number(), score: z.number() });

const recordForm = z.object({
  texts: z.number(),
  train_texts: z.number(),
  train_seconds: z.number(),
  /** Of a network. */
  best_epoch: z.number().optional(),
  /** Of a linear classifier, a head each: how well each strength did on the fold. */
  strengths: z.array(z.array(strengthForm)).optional(),
  /** Of `tfidf-linear`, a head each. */
  temperatures: z.array(z.number()).optional(),
});

/** What a fold's training came to. */
export type FoldRecord = z.output<typeof recordForm>;

/** A fold that is done: its record, and what its model said of the texts held out. */
export interface FoldOutcome {
  readonly record: FoldRecord;
  /** [n, size] an output */
  readonly logits: readonly Float32Array[];
}

const RECORD = "fold.json";
const LOGITS = "out-of-fold.safetensors";
const name = (output: number): string => `logits.${output}`;

/** Writes what a fold came to; the record last, which says that the rest is whole. */
export async function writeFold(directory: string, { record, logits }: FoldOutcome): Promise<void> {
  const tensors = logits.map((data, output) => [name(output), { shape: [data.length], data }] as const);
  await writeSafetensors(join(directory, LOGITS), new Map(tensors));
  await writeWhole(join(directory, RECORD), `${JSON.stringify(record, null, 2)}\n`);
}

/** What a fold came to; undefined where it was not finished. */
export async function readFold(directory: string, outputs: number): Promise<FoldOutcome | undefined> {
  const text = await readFile(join(directory, RECORD), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const record = recordForm.parse(JSON.parse(text));
  const file = await openSafetensors(join(directory, LOGITS));
  try {
    const logits: Float32Array[] = [];
    for (let output = 0; output < outputs; output++) logits.push((await file.read(name(output))) as Float32Array);
    return { record, logits };
  } finally {
    await file.close();
  }
}
