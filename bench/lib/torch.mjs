import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The Python that is measured. */
export const python = process.env.PINAKES_PYTHON ?? "python3";

/** Why PyTorch, with these packages beside it, can't be measured here; undefined where it can. */
export function torchMissing(...packages) {
  const needed = ["torch", ...packages].join(", ");
  if (spawnSync(python, ["-c", `import ${needed}`]).status === 0) return undefined;
  return `${python} lacks one of ${needed} (set PINAKES_PYTHON to a Python that has it)`;
}

/**
 * Starts a script beside this one that reads a job a line and answers with its milliseconds, so that both sides can be
 * timed in turn.
 */
export async function startTorch(script) {
  const path = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const child = spawn(python, [path], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${script} ended early`);
    return value;
  };
  const version = await read();
  return {
    version,
    run: async (...job) => {
      child.stdin.write(`${job.join(" ")}\n`);
      return (await read()).split(" ").map(Number);
    },
    stop: () => child.stdin.end(),
  };
}
