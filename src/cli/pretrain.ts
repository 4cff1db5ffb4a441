import { basename, extname, join } from "node:path";
import { loadPretrainConfig } from "../config/index.js";
import { type Pretraining, type PretrainResult, pretrainRun } from "../runs/index.js";
import { EXIT } from "../shared/index.js";
import type { PretrainArguments } from "./command-types.js";
import { type Io, writeJson } from "./io.js";
import { interruptible } from "./train/interruptible.js";
import { trainingReporter } from "./train/reporter.js";

/** `pinakes pretrain`: from texts without labels to a checkpoint. */
export async function run(args: PretrainArguments, io: Io): Promise<number> {
  const loaded = await loadPretrainConfig(args.config, { overrides: args.set });
  const directory = args.out ?? join("runs", basename(args.config, extname(args.config)));
  const reporter = trainingReporter(io.err);
  const { resume, overwrite } = args;
  const result = await interruptible(reporter, { savesSteps: true }, (signal) =>
    pretrainRun(loaded, { directory, resume, overwrite, onEvent: reporter.onEvent, signal }),
  );
  print(result, args, io);
  return EXIT.ok;
}

function print(result: PretrainResult, { json }: PretrainArguments, io: Io): void {
  const { directory, checkpoint, pretraining } = result;
  if (json) {
    writeJson(io.out, { directory, checkpoint, ...pretraining });
    return;
  }
  const { validation } = pretraining;
  if (validation) io.out.write(`${heldOutLines(validation)}\n`);
  io.out.write(`checkpoint: ${checkpoint} (model.checkpoint of a config for pinakes train)\n`);
  io.out.write(`run directory: ${directory}\n`);
}

function heldOutLines({ texts, before, after }: NonNullable<Pretraining["validation"]>): string {
  const change = (name: string, decimals: number): string =>
    `${name} ${figure(before[name], decimals)} → ${figure(after[name], decimals)}`;
  return `${texts} held-out texts: ${change("loss", 4)}, ${change("perplexity", 2)}, ${change("accuracy", 4)}`;
}

function figure(value: number | undefined, decimals: number): string {
  return value === undefined || !Number.isFinite(value) ? "–" : value.toFixed(decimals);
}
