// The estimate of a training's memory against the peak of a process that trains: fresh, with made-up weights and texts.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { report } from "./lib/report.mjs";

const MINILM = { hiddenSize: 384, layers: 6, heads: 12, innerSize: 1536 };
const BERT_BASE = { hiddenSize: 768, layers: 12, heads: 12, innerSize: 3072 };
const BILSTM = { type: "bilstm-attention", hidden_size: 256, embedding_size: 100 };

const CASES = [
  { name: "MiniLM, 32 × 64", bert: MINILM, batch: 32, time: 64 },
  { name: "MiniLM, 32 × 64, validation", bert: MINILM, batch: 32, time: 64, validation: 128 },
  { name: "MiniLM, 8 × 256", bert: MINILM, batch: 8, time: 256 },
  { name: "MiniLM, 32 × 256", bert: MINILM, batch: 32, time: 256 },
  { name: "MiniLM, 32 × 256 as 4 × 8", bert: MINILM, batch: 32, time: 256, micro: 8 },
  { name: "BERT-base, 8 × 128", bert: BERT_BASE, batch: 8, time: 128 },
  { name: "BERT-base, 4 × 256", bert: BERT_BASE, batch: 4, time: 256 },
  { name: "bilstm-attention, 32 × 256", recurrent: BILSTM, batch: 32, time: 256, steps: 8 },
];

/** Where the estimate is to be: within 20 % of the peak. */
const BAR = 0.2;

const run = promisify(execFile);
const child = fileURLToPath(new URL("lib/made-up-training.mjs", import.meta.url));
const built = fileURLToPath(new URL("../dist", import.meta.url));
const figures = [];
for (const { name, ...task } of CASES) {
  const { stdout } = await run(process.execPath, [child, built, JSON.stringify(task)]);
  const { estimate, measured } = JSON.parse(stdout);
  const mib = (bytes) => Math.round(bytes / 2 ** 20);
  figures.push({
    name,
    "estimate ÷ measured": estimate / measured,
    estimate_mib: mib(estimate),
    measured_mib: mib(measured),
    within: Math.abs(estimate / measured - 1) <= BAR,
  });
}
report("memory", figures);
