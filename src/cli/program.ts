import { Command } from "commander";
import type { CommandLoaders, CommandName } from "./command-types.js";
import { COMMANDS } from "./commands.js";
import type { Io } from "./io.js";
import { reportError } from "./report-error.js";
import { packageVersion } from "./version.js";

const DESCRIPTION = "Train, compare, explain and serve text classifiers without Python.";

const EPILOGUE = `
Exit codes: 0 done, 1 failure, 2 usage, 3 config, 4 data, 5 model, 6 environment, 130 interrupted.
Results go to standard output, progress and errors to standard error.`;

/** How the command line is run. */
export interface ProgramOptions {
  readonly io: Io;
  readonly loaders: CommandLoaders;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs one command line (without `node` and the script's name).
 *
 * @returns the exit code; nothing is thrown
 */
export async function runCommandLine(argv: readonly string[], options: ProgramOptions): Promise<number> {
  const result = { exitCode: 0 };
  const program = createProgram(options, result);
  const json = argv.includes("--json");
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync([...argv], { from: "user" });
    return result.exitCode;
  } catch (error) {
    const debug = (options.env.PINAKES_DEBUG ?? "") !== "" && options.env.PINAKES_DEBUG !== "0";
    return reportError(error, options.io, { json, debug });
  }
}

function createProgram({ io, loaders }: ProgramOptions, result: { exitCode: number }): Command {
  const program = configured(new Command("pinakes"), io)
    .description(DESCRIPTION)
    .version(packageVersion(), "-V, --version", "print the version")
    .addHelpText("after", EPILOGUE)
    .showSuggestionAfterError(true);
  for (const name of Object.keys(COMMANDS) as CommandName[]) {
    if (loaders[name] !== undefined) program.addCommand(withAction(name, { io, loaders, result }));
  }
  return program;
}

interface ActionContext {
  readonly io: Io;
  readonly loaders: CommandLoaders;
  readonly result: { exitCode: number };
}

function withAction<Name extends CommandName>(name: Name, { io, loaders, result }: ActionContext): Command {
  const { declare, positional } = COMMANDS[name];
  const command = configured(declare(), io);
  return command.action(async (...values: unknown[]) => {
    const args: Record<string, unknown> = { ...command.opts() };
    for (const [index, key] of positional.entries()) args[key] = values[index];
    const load = loaders[name];
    if (load === undefined) return;
    // commander parsed what the declaration names; the two are kept together by the tests of the command line.
    const run = (await load()).run as (args: unknown, io: Io) => Promise<number>;
    result.exitCode = await run(args, io);
  });
}

/** Errors are thrown, and told in one place: {@link reportError}. */
function configured(command: Command, io: Io): Command {
  return command.exitOverride().configureOutput({
    writeOut: (text) => io.out.write(text),
    writeErr: () => {},
  });
}
