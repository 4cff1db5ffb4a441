import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";

/** A module of the sources that is not built, because only tests and benchmarks use it; it imports Node's own alone. */
export async function loadTypeScript(url) {
  const path = fileURLToPath(url);
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(await readFile(path, "utf8"), { compilerOptions });
  const folder = await mkdtemp(join(tmpdir(), "pinakes-ts-"));
  try {
    const file = join(folder, basename(path).replace(/\.ts$/u, ".mjs"));
    await writeFile(file, outputText);
    return await import(pathToFileURL(file).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}
