// The training step of one LSTM layer beside PyTorch's on the same two threads.
import * as engine from "../dist/engine/index.js";
import * as nn from "../dist/nn/index.js";
import { lstmStep, SIZES } from "./lib/lstm-step.mjs";
import { compare, inTurn, timeRuns } from "./lib/measure.mjs";
import { report } from "./lib/report.mjs";
import { startTorch, torchMissing } from "./lib/torch.mjs";

const ROUNDS = 11;
const RUNS = 5;

async function measure(directions, torch) {
  const step = await lstmStep({ engine, nn }, { bidirectional: directions === 2, threads: 2 });
  const times = await inTurn({ ours: () => timeRuns(step, RUNS), theirs: () => torch.run(directions, RUNS) }, ROUNDS);
  return { ...compare(times.ours, times.theirs), rounds: ROUNDS, torch: torch.version, ...SIZES };
}

const names = { 1: "LSTM step ÷ PyTorch's", 2: "BiLSTM step ÷ PyTorch's" };
const skipped = torchMissing();
const figures = [];
if (skipped) figures.push(...Object.values(names).map((name) => ({ name, skipped })));
else {
  const torch = await startTorch("torch_lstm.py");
  figures.push({ name: names[1], bar: 1.1, ...(await measure(1, torch)) });
  figures.push({ name: names[2], bar: 1.0, ...(await measure(2, torch)) });
  torch.stop();
}
report("lstm", figures);
