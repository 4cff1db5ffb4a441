// Every benchmark, one after the other. `--json` prints one line of JSON each.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const NAMES = ["lstm", "efficiency", "padding", "startup", "optimizer", "newsgroups", "int8", "memory", "finetune"];

for (const name of NAMES) {
  const script = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
  const { status } = spawnSync(process.execPath, [script, ...process.argv.slice(2)], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
