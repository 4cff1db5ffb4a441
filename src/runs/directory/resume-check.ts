import { PARTS, readSplit, type SplitIndices } from "../../data/index.js";
import { PinakesError } from "../../shared/index.js";
import { changedFiles, type DataFingerprint, readManifest } from "./manifest.js";
import type { RunDirectory } from "./run-directory.js";

/**
 * Whether the data is what the run began with, and is divided as it was where the run keeps that.
 * @throws PinakesError RUN_RESUME_MISMATCH
 */
export async function checkSameData(
  directory: RunDirectory,
  now: { readonly files: readonly DataFingerprint[]; readonly split?: SplitIndices },
): Promise<void> {
  const { data } = await readManifest(directory.file("manifest"));
  const changed = changedFiles(data, now.files);
  if (changed.length > 0) throw mismatch(directory, `${changed.join(", ")} changed since the run began`);
  const { split: divided } = now;
  if (!divided) return;
  const split = await readSplit(directory.file("split"));
  const moved = PARTS.filter((part) => String(split[part]) !== String(divided[part]));
  if (moved.length > 0) throw mismatch(directory, `the split divides the rows otherwise (${moved.join(", ")})`);
}

function mismatch(directory: RunDirectory, what: string): PinakesError {
  return new PinakesError("RUN_RESUME_MISMATCH", {
    where: directory.path,
    message: `${what}.`,
    fix: "restore the data to resume, start again with --overwrite, or name another folder by --out.",
  });
}
