// AdamW's update: nanoseconds a parameter, of a whole tensor and of the rows that a batch reads.
import { createOptimizer } from "../dist/optim/index.js";
import { median, timeRuns } from "./lib/measure.mjs";
import { report } from "./lib/report.mjs";

const ROWS = 50_000;
const WIDTH = 100;
const READ = 4_000;

const random = (size) => Float32Array.from({ length: size }, () => Math.random() - 0.5);

async function measure(gradient) {
  const parameter = { name: "weight", data: random(ROWS * WIDTH), decay: true };
  const optimizer = createOptimizer({ kind: "adamw", parameters: [parameter], learningRate: 1e-3, weightDecay: 0.01 });
  const gradients = new Map([["weight", gradient]]);
  const milliseconds = median(await timeRuns(() => optimizer.step(gradients), 20));
  return { ns_per_parameter: (milliseconds * 1e6) / gradient.data.length, parameters: gradient.data.length };
}

const stride = Math.floor(ROWS / READ);
const rows = Int32Array.from({ length: READ }, (_, index) => index * stride);
report("optimizer", [
  { name: "AdamW, every parameter", ...(await measure({ kind: "dense", data: random(ROWS * WIDTH) })) },
  { name: "AdamW, rows of a table", ...(await measure({ kind: "rows", rows, data: random(READ * WIDTH) })) },
]);
