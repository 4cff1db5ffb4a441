import { PassThrough } from "node:stream";
import { COMMAND_LOADERS } from "../loaders.js";
import { runCommandLine } from "../program.js";

/** What a command line did. */
export interface Outcome {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs command lines in this process; arguments that name a file of the folder begin with @. */
export function pinakesIn(folder: () => string): (...argv: string[]) => Promise<Outcome> {
  return async (...argv) => {
    const io = { out: new PassThrough(), err: new PassThrough(), stdin: new PassThrough() };
    const text = { out: "", err: "" };
    for (const name of ["out", "err"] as const) {
      io[name].setEncoding("utf8").on("data", (chunk: string) => {
        text[name] += chunk;
      });
    }
    const line = argv.map((argument) => argument.replace(/^@/u, `${folder()}/`));
    const exitCode = await runCommandLine(line, { io, loaders: COMMAND_LOADERS, env: {} });
    await new Promise(setImmediate);
    return { exitCode, ...text };
  };
}
