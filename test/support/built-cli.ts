import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import ts from "typescript";
import { ROOT, sourceFiles } from "./source-files.js";

/** The command line as JavaScript in a folder of its own, so that a test can start it as a process. */
export interface BuiltCli {
  /** The file that `node` runs. */
  readonly main: string;
  remove(): Promise<void>;
}

/** Strips the types off all of `src/` without checking them: much faster than a build. */
export async function buildCli(): Promise<BuiltCli> {
  // Below node_modules, so that packages are found from there.
  const folder = join(ROOT, "node_modules", ".cache", `pinakes-${process.pid}`);
  for (const { path, text } of sourceFiles()) {
    const target = join(folder, path.replace(/^src\//u, "dist/").replace(/\.ts$/u, ".js"));
    await mkdir(dirname(target), { recursive: true });
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    await writeFile(target, outputText);
  }
  await cp(join(ROOT, "package.json"), join(folder, "package.json"));
  return { main: join(folder, "dist", "cli", "main.js"), remove: () => rm(folder, { recursive: true }) };
}
