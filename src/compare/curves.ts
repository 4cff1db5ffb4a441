import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { CurvePoint } from "./types.js";

const figures = z.record(z.string(), z.number().nullable());
const epochForm = z.looseObject({
  type: z.literal("epoch"),
  epoch: z.int(),
  step: z.int(),
  seconds: z.number(),
  train: figures,
  validation: figures.optional(),
});

/** The epochs of a run's `metrics.jsonl`; none of a model that is not trained in epochs. A line that is cut off is left out. */
export async function readCurve(path: string): Promise<CurvePoint[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  const points: CurvePoint[] = [];
  let seconds = 0;
  for (const line of text.split("\n")) {
    // Steps are most of the lines; they need not be read as JSON.
    if (!line.includes('"type":"epoch"')) continue;
    const parsed = epochForm.safeParse(parseLine(line));
    if (!parsed.success) continue;
    const { epoch, step, train, validation = {}, seconds: own } = parsed.data;
    seconds += own;
    points.push({ epoch, step, seconds, train: finite(train), validation: finite(validation) });
  }
  return points;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

/** Figures that are not finite are null in JSON. */
function finite(values: Readonly<Record<string, number | null>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== null));
}
