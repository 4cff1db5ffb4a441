// A whole fine-tuning of MiniLM on the conference titles (2,507 titles, 5 epochs, batches of 16, padded to their own longest,
// nothing evaluated or saved) beside Hugging Face's Trainer on as many threads; the sides take turns of 20 steps. Then some
// steps with every title padded to 256 tokens, as is published. `--turns 6` does a part of the job, and tells what the whole
// would take at this rate.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { median } from "./lib/measure.mjs";
import { report } from "./lib/report.mjs";
import { python, torchMissing } from "./lib/torch.mjs";

const THREADS = 2;
const EPOCHS = 5;
const BATCH = 16;
const RATE = 5e-5;
const TITLES = 2507;
const STEPS = EPOCHS * Math.ceil(TITLES / BATCH);
/** Steps a turn. */
const TURN = 20;
const FIXED_STEPS = 5;
const given = process.argv.indexOf("--turns");
const turns = Math.min(given < 0 ? Number.POSITIVE_INFINITY : Number(process.argv[given + 1]), Math.ceil(STEPS / TURN));
const data = resolve(process.env.PINAKES_DATA ?? "../shared/data", "title_conference/title_conference.csv");
const checkpoint = resolve(process.env.PINAKES_MODELS ?? "../shared/models", "all-MiniLM-L6-v2");

/** A process that does a turn for each line that it is sent. */
async function startJob(command, args) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command} ended early`);
    return value;
  };
  const greeting = await read();
  const next = async () => {
    child.stdin.write("\n");
    return JSON.parse(await read());
  };
  return { greeting, next, stop: () => child.stdin.end(), ready: 0, turns: [] };
}

function startOurs({ precision = "fp32", embeddings = "lazy", padding = "longest", turn = TURN } = {}) {
  const config = {
    data: { train: data, text: "Title", labels: "Conference" },
    model: { type: "bert", checkpoint, max_length: 256, embedding_update: embeddings },
    training: { epochs: EPOCHS, batch_size: BATCH, learning_rate: RATE, weight_decay: 0.01, precision, padding },
    threads: THREADS,
    cache: false,
  };
  const script = fileURLToPath(new URL("lib/finetune-job.mjs", import.meta.url));
  const built = fileURLToPath(new URL("../dist", import.meta.url));
  return startJob(process.execPath, [script, built, JSON.stringify({ config, turn })]);
}

function startTheirs() {
  const script = fileURLToPath(new URL("torch_finetune.py", import.meta.url));
  const options = { epochs: EPOCHS, batch: BATCH, rate: RATE, threads: THREADS, turn: TURN };
  return startJob(python, [script, data, checkpoint, JSON.stringify(options)]);
}

/** All turns of all jobs, one after the other; it takes minutes, so that it tells how far it is. */
async function takeTurns(jobs) {
  for (const job of Object.values(jobs)) job.ready = (await job.next()).seconds;
  for (let turn = 0; turn < turns; turn++) {
    for (const job of Object.values(jobs)) job.turns.push(await job.next());
    const told = Object.entries(jobs).map(([name, job]) => `${name} ${job.turns.at(-1).seconds.toFixed(1)} s`);
    console.error(`turn ${turn + 1} of ${turns}: ${told.join(", ")}`);
  }
  for (const job of Object.values(jobs)) job.stop();
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const stepsOf = (job) => sum(job.turns.map(({ steps }) => steps));
/** Seconds of the whole job, from the steps that were taken. */
const wholeOf = (job) => job.ready + (sum(job.turns.map(({ seconds }) => seconds)) * STEPS) / stepsOf(job);
const peakOf = (job) => job.turns.at(-1).peak_mib;

/** How two jobs compare; the median over turns says less of the batches' lengths, and more of the machine's noise. */
function beside(name, ours, theirs, bar) {
  const ratios = ours.turns.map(({ seconds }, turn) => seconds / theirs.turns[turn].seconds);
  const whole = { ours_s: wholeOf(ours), theirs_s: wholeOf(theirs) };
  return { name, ratio: whole.ours_s / whole.theirs_s, bar, ...whole, median_of_turns: median(ratios) };
}

/** Seconds a step with all texts padded to 256, after one that is not counted. */
async function fixedStep() {
  const job = await startOurs({ padding: "fixed", turn: 1 });
  await job.next();
  await job.next();
  const times = [];
  for (let step = 0; step < FIXED_STEPS; step++) times.push((await job.next()).seconds);
  job.stop();
  return median(times);
}

function memoryBeside(name, ours, theirs, bar) {
  return { name, ratio: peakOf(ours) / peakOf(theirs), bar, ours_mib: peakOf(ours), theirs_mib: peakOf(theirs) };
}

async function measure() {
  const skipped = torchMissing("transformers", "accelerate");
  const theirs = skipped ? undefined : await startTheirs();
  const ours = await startOurs();
  const dense = await startOurs({ embeddings: "dense" });
  const int8 = await startOurs({ precision: "int8" });
  await takeTurns({ ours, ...(theirs ? { theirs } : {}), dense, int8 });
  const step = (wholeOf(ours) - ours.ready) / STEPS;
  const fixed = await fixedStep();
  const figures = [
    { ...beside("8 bits ÷ float32", int8, ours), losses: [int8, ours].map((job) => job.turns.at(-1).loss) },
    { name: "a step padded to its longest ÷ to 256", ratio: step / fixed, ours_s: step, fixed_s: fixed },
  ];
  if (!theirs) return [{ name: "beside the Trainer", skipped }, ...figures];
  const versions = { theirs: theirs.greeting, steps: `${stepsOf(ours)} of ${STEPS}` };
  return [
    { ...beside("whole job ÷ the Trainer's", ours, theirs, 0.8), ...versions },
    beside("… with all embeddings moved at each step, as there", dense, theirs),
    beside("… in 8 bits", int8, theirs),
    memoryBeside("peak memory ÷ the Trainer's", ours, theirs, 1),
    memoryBeside("… in 8 bits", int8, theirs),
    ...figures,
  ];
}

const missing = [data, checkpoint].find((path) => !existsSync(path));
const why = `there is no ${missing}; set PINAKES_DATA and PINAKES_MODELS`;
report("finetune", missing ? [{ name: "all", skipped: why }] : await measure());
