// One epoch of `bilstm-attention` on 20 Newsgroups without headers, footers and quotes: time and peak memory of the whole
// process, data and word vectors included.
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { loadConfig, trainRun } from "../dist/index.js";
import { report } from "./lib/report.mjs";

const folder = resolve(process.env.PINAKES_DATA ?? "../shared/data", "20newsgroups");
const name = "bilstm-attention, one epoch";
const missing = await access(folder).then(
  () => undefined,
  () => `there is no ${folder}; set PINAKES_DATA`,
);
if (missing) report("newsgroups", [{ name, skipped: missing }]);
else {
  const loaded = await loadConfig(
    fileURLToPath(new URL("../examples/20newsgroups/bilstm-attention.yaml", import.meta.url)),
    {
      overrides: [
        `data.train=${join(folder, "20news-bydate-train.jsonl")}`,
        `data.test=${join(folder, "20news-bydate-test.jsonl")}`,
        "training.epochs=1",
        "training.early_stopping=null",
        "seed=1",
      ],
    },
  );
  const directory = await mkdtemp(join(tmpdir(), "pinakes-bench-"));
  const start = performance.now();
  const { evaluation } = await trainRun(loaded, { directory: join(directory, "run") });
  const seconds = (performance.now() - start) / 1000;
  await rm(directory, { recursive: true });
  report("newsgroups", [
    {
      name,
      train_seconds: evaluation.timing.train_seconds,
      whole_run_seconds: seconds,
      peak_memory_mib: process.resourceUsage().maxRSS / 1024,
    },
  ]);
}
