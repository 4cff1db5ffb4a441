import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { PinakesError } from "../../shared/index.js";

/** What tells which shard holds which tensor. */
export const WEIGHTS_INDEX = "model.safetensors.index.json";

const WEIGHTS = "model.safetensors";

/** A shard lies in the folder of its index. */
const shardName = z.string().regex(/^[\w.-]+\.safetensors$/u);
const indexSchema = z.object({ weight_map: z.record(z.string(), shardName) });

/**
 * Which shard holds which tensor, where the weights are several files; undefined where they are one.
 * @throws PinakesError CHECKPOINT_FORMAT where the index is broken, or shards are missing
 */
export async function readWeightMap(folder: string): Promise<ReadonlyMap<string, string> | undefined> {
  const names = new Set(await readdir(folder));
  if (names.has(WEIGHTS) || !names.has(WEIGHTS_INDEX)) return undefined;
  const path = join(folder, WEIGHTS_INDEX);
  const weightMap = new Map(Object.entries(await parseIndex(path)));
  const missing = [...new Set(weightMap.values())].filter((name) => !names.has(name)).sort();
  if (missing.length > 0) throw brokenIndex(path, `it names shards that are missing: ${missing.join(", ")}`);
  return weightMap;
}

async function parseIndex(path: string): Promise<Record<string, string>> {
  try {
    return indexSchema.parse(JSON.parse(await readFile(path, "utf8"))).weight_map;
  } catch (cause) {
    throw brokenIndex(path, "it has no weight_map from tensors to shards", cause);
  }
}

function brokenIndex(where: string, message: string, cause?: unknown): PinakesError {
  return new PinakesError("CHECKPOINT_FORMAT", {
    where,
    message,
    fix: "copy or download all files of the checkpoint again.",
    cause,
  });
}
