import { writeFile } from "node:fs/promises";
import { basename, dirname, relative, resolve } from "node:path";
import { loadConfig } from "../config/index.js";
import { EXIT, PinakesError } from "../shared/index.js";
import type { InitArguments } from "./command-types.js";
import { ask } from "./init/ask.js";
import { guess } from "./init/guess.js";
import { proposalConfig, proposalYaml } from "./init/proposal-yaml.js";
import { SAMPLE_ROWS, sampleFile } from "./init/sample-file.js";
import { type Io, writeJson } from "./io.js";

/** `pinakes init`: looks at a data file and writes a config that fits it. */
export async function run(args: InitArguments, io: Io): Promise<number> {
  const sample = await sampleFile(args.data, SAMPLE_ROWS);
  if (sample.badRows > 0) {
    io.err.write(
      `${sample.badRows} of the rows can't be read: training stops at them unless data.on_bad_row is skip.\n`,
    );
  }
  const guessed = guess(sample, args.data);
  const onTerminal = io.stdin.isTTY === true && io.err.isTTY === true;
  const proposal = onTerminal && !args.yes && !args.json ? await ask(guessed, sample, io) : guessed;
  const train = relative(dirname(resolve(args.out)), resolve(args.data)).replaceAll("\\", "/");
  await write(args, proposalYaml(proposal, { train, name: basename(args.out) }));
  await loadConfig(args.out);
  if (args.json) writeJson(io.out, { out: args.out, proposal, config: proposalConfig(proposal, train) });
  else {
    const labels = [proposal.labels].flat().join(", ");
    io.out.write(`Wrote ${args.out}: ${proposal.task}, text ${proposal.text}, labels ${labels}.\n`);
    io.err.write(`Look it over, then: pinakes train ${args.out}\n`);
  }
  return EXIT.ok;
}

async function write({ out, force }: InitArguments, text: string): Promise<void> {
  try {
    await writeFile(out, text, { flag: force ? "w" : "wx" });
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code === "EEXIST";
    throw new PinakesError("CLI_USAGE", {
      where: out,
      message: isThere ? "the file is there already" : `the file can't be written (${(cause as Error).message})`,
      fix: isThere ? "name another with --out, or replace it with --force." : "name a folder that is there with --out.",
      cause,
    });
  }
}
