// A transformer's training step in 8 bits, beside the same in float32 and PyTorch's in bfloat16 and float32, all on two
// threads. A size may be named: node bench/int8.mjs MiniLM
import * as engine from "../dist/engine/index.js";
import * as models from "../dist/models/index.js";
import * as optim from "../dist/optim/index.js";
import * as shared from "../dist/shared/index.js";
import { initializeParameters } from "../dist/training/initialize.js";
import { TrainStep } from "../dist/training/train-step.js";
import { BERT_SIZES, bertStep } from "./lib/bert-step.mjs";
import { compare, inTurn, timeRuns } from "./lib/measure.mjs";
import { report } from "./lib/report.mjs";
import { startTorch, torchMissing } from "./lib/torch.mjs";

const ROUNDS = 7;
const RUNS = 2;
const THREADS = 2;
const modules = { engine, models, optim, shared, training: { initializeParameters, TrainStep } };

async function measure(size, torch) {
  const bits = await engine.findInt8Bits();
  const ours = { int8: await bertStep(modules, size, { int8: bits, threads: THREADS }) };
  ours.fp32 = await bertStep(modules, size, { threads: THREADS });
  const { hidden, layers, heads, inner, batch, time } = size;
  const sides = { int8: () => timeRuns(ours.int8, RUNS), fp32: () => timeRuns(ours.fp32, RUNS) };
  if (torch) {
    const job = [hidden, layers, heads, inner, batch, time];
    sides.torchBf16 = () => torch.run(...job, "bf16", RUNS);
    sides.torchFp32 = () => torch.run(...job, "fp32", RUNS);
  }
  return { bits, times: await inTurn(sides, ROUNDS) };
}

function figuresOf(name, { bits, times }, torch) {
  const against = (what, bar, others) => ({ name: `${name}: ${what}`, bar, ...compare(times.int8, others), bits });
  const within = against("int8 ÷ ours in float32", undefined, times.fp32);
  if (!torch) return [within];
  return [
    { ...against("int8 ÷ PyTorch's bfloat16", 1, times.torchBf16), rounds: ROUNDS, torch: torch.version },
    against("int8 ÷ PyTorch's float32", undefined, times.torchFp32),
    within,
    { name: `${name}: float32 ÷ PyTorch's float32`, bar: 1.1, ...compare(times.fp32, times.torchFp32) },
  ];
}

const wanted = process.argv.slice(2).find((argument) => !argument.startsWith("--")) ?? "";
const skipped = torchMissing("transformers");
const torch = skipped ? undefined : await startTorch("torch_bert.py");
const figures = skipped ? [{ name: "beside PyTorch", skipped }] : [];
for (const [name, size] of Object.entries(BERT_SIZES)) {
  if (name.startsWith(wanted)) figures.push(...figuresOf(name, await measure(size, torch), torch));
}
torch?.stop();
report("int8", figures);
