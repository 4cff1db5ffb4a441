// A fine-tuning in a process of its own, which goes on by a turn at each line that it reads: gets ready (checkpoint, texts,
// tokens), then so many steps a turn. Answers each with its seconds, its steps, their mean loss and the peak of the process's
// memory so far. Arguments: the folder of the built modules, and { config, turn } as JSON.
import { mkdtempSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , built, json] = process.argv;
const { config: input, turn } = JSON.parse(json);
const load = (file) => import(pathToFileURL(join(built, file)).href);
const [{ loadConfig }, { planFit }, { prepareData }, { Rng }, { CheckpointStore }] = await Promise.all(
  ["config/index.js", "runs/plan/plan-fit.js", "runs/prepare-data.js", "shared/index.js", "training/index.js"].map(
    load,
  ),
);
// The other side saves nothing either.
CheckpointStore.prototype.save = async () => "";

let start = 0;
let losses = [];

/** The loop is not left between two turns: this waits where the other sides compute. No more lines: it has been enough. */
function waitForLine() {
  const byte = Buffer.alloc(1);
  do {
    if (readSync(0, byte) === 0) process.exit(0);
  } while (byte[0] !== 10);
  start = performance.now();
}

function answer() {
  const seconds = (performance.now() - start) / 1000;
  const peak_mib = Math.round(process.resourceUsage().maxRSS / 1024);
  const loss = losses.reduce((sum, one) => sum + one, 0) / losses.length;
  writeSync(1, `${JSON.stringify({ seconds, steps: losses.length, loss, peak_mib })}\n`);
  losses = [];
}

const directory = mkdtempSync(join(tmpdir(), "pinakes-bench-"));
process.on("exit", () => rmSync(directory, { recursive: true }));
writeSync(1, "ready\n");
waitForLine();
const { config, baseDir } = await loadConfig(input, { baseDir: "." });
const plan = await planFit(await prepareData(config, baseDir), { config, baseDir });
answer();
waitForLine();
await plan.fit({
  directory,
  rng: Rng.fromSeed(config.seed),
  resume: false,
  clock: () => performance.now(),
  onEvent: ({ type, loss }) => {
    if (type === "step") losses.push(loss);
    if (losses.length < turn) return;
    answer();
    waitForLine();
  },
});
answer();
