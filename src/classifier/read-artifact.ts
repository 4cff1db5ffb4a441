import { readFile } from "node:fs/promises";
import { PinakesError } from "../shared/index.js";

/**
 * Runs what reads a file of a saved model. Whatever it trips over, the file is missing, broken or of another model.
 * @throws PinakesError MODEL_ARTIFACT that names the file, or the one inside that is at fault where `path` is a folder
 */
export async function readArtifact<T>(path: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof PinakesError && cause.code === "MODEL_ARTIFACT" && cause.where?.startsWith(path)) throw cause;
    throw new PinakesError("MODEL_ARTIFACT", {
      where: path,
      message: `the file is missing, broken or of another model (${reasonOf(cause)}).`,
      fix: "restore the folder as it was saved, or train the model again.",
      cause,
    });
  }
}

/** A JSON file of a saved model. */
export async function readJson(path: string): Promise<unknown> {
  return readArtifact(path, async () => JSON.parse(await readFile(path, "utf8")) as unknown);
}

/** The first line of what was said, without code and fix. */
function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const [line = ""] = message.replace(/^\[[A-Z_]+\] /u, "").split("\n");
  return line.replace(/\.$/u, "").slice(0, 200);
}
