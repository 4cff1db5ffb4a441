// The time until `pinakes --help` has printed, beside a Node that does nothing.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { compare, inTurn, timeRuns } from "./lib/measure.mjs";
import { report } from "./lib/report.mjs";

const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

function run(...args) {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`node ${args.join(" ")} failed: ${stderr}`);
}

const sides = { ours: () => timeRuns(() => run(main, "--help"), 1), theirs: () => timeRuns(() => run("-e", "0"), 1) };
const times = await inTurn(sides, 20);
report("startup", [{ name: "pinakes --help ÷ node -e 0", bar: 3, ...compare(times.ours, times.theirs) }]);
