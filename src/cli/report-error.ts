import { CommanderError } from "commander";
import { EXIT, InternalError, PinakesError } from "../shared/index.js";
import { type Io, writeJson } from "./io.js";

/** What `--json` prints when a command fails. */
export interface ErrorDocument {
  readonly error: { readonly code: string; readonly message: string; readonly where?: string; readonly fix: string };
}

/**
 * Tells an error and gives the exit code: with `--json` as one document on standard output, else as text on standard
 * error. `PINAKES_DEBUG=1` adds the stack.
 */
export function reportError(error: unknown, io: Io, options: { json: boolean; debug: boolean }): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
  const told = error instanceof PinakesError || error instanceof InternalError ? error : translate(error);
  if (options.json) writeJson(io.out, errorDocument(told));
  else io.err.write(`${told.message}\n`);
  if (options.debug) io.err.write(`${stackOf(error)}\n`);
  return told instanceof PinakesError ? told.exitCode : EXIT.failure;
}

function translate(error: unknown): PinakesError | InternalError {
  if (error instanceof CommanderError) {
    return new PinakesError("CLI_USAGE", {
      message: error.message.replace(/^error: /u, ""),
      fix: "pinakes --help lists the commands, and pinakes COMMAND --help what one takes.",
      cause: error,
    });
  }
  if (isSystemError(error)) {
    return new PinakesError("FILE_ACCESS", {
      where: error.path,
      message: error.message,
      fix: "check that the path is right, that this user may use it, and that there is space left.",
      cause: error,
    });
  }
  return new InternalError(error instanceof Error ? error.message : String(error), { cause: error });
}

/** What the system refuses is no fault of Pinakes. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly path: string } {
  const { syscall, path } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  return error instanceof Error && typeof syscall === "string" && typeof path === "string";
}

/** The error as `--json` prints it; the message without code, place and fix, which have fields of their own. */
function errorDocument(error: PinakesError | InternalError): ErrorDocument {
  if (error instanceof InternalError) {
    const [message = "", ...rest] = error.message.split("\n  fix: ");
    return { error: { code: "INTERNAL", message, fix: rest.join("\n  fix: ") } };
  }
  const { code, where, fix } = error;
  const place = where === undefined ? "" : `${where}: `;
  const message = error.message.slice(`[${code}] ${place}`.length, -`\n  fix: ${fix}`.length);
  return { error: { code, message, ...(where === undefined ? {} : { where }), fix } };
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return "(no stack: the value thrown is no error)";
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}
