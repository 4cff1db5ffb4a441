import { spawn } from "node:child_process";

/** What a child process said: its standard output, or why there is none to rely on. */
export type ChildAnswer = { readonly output: string } | { readonly failure: string };

/** What {@link askChild} runs. */
export interface ChildQuestion {
  /** CommonJS source. */
  readonly script: string;
  /** What the script finds in `process.argv` from 1 on. */
  readonly args: readonly string[];
  /** What it finds on standard input. */
  readonly input: Uint8Array;
  readonly timeoutMs: number;
}

/** Runs a script in a Node process of its own, so that native code may crash or hang there without harm. Never rejects. */
export function askChild({ script, args, input, timeoutMs }: ChildQuestion): Promise<ChildAnswer> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--input-type=commonjs", "--eval", script, "--", ...args], {
      stdio: ["pipe", "pipe", "ignore"],
      windowsHide: true,
    });
    let output = "";
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, timeoutMs);
    const settle = (answer: ChildAnswer): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    // A child that ends before it has read everything closes the pipe; why it ended is told by its end.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.on("error", (error) => settle({ failure: `no process could be started: ${error.message}` }));
    child.on("close", (code, signal) => {
      if (late) settle({ failure: `no answer within ${timeoutMs / 1000} s` });
      else if (code === 0) settle({ output });
      else settle({ failure: `the process that tried it crashed (${signal ?? `exit code ${code}`})` });
    });
  });
}
