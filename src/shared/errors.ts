import { ERRORS, type ErrorCode } from "./error-catalogue.js";

/** What a {@link PinakesError} is made from. */
export interface ErrorDetails {
  /** What happened, with the offending value and what was expected. One sentence. */
  readonly message: string;
  /** Where: a file with line, a config path, an op. Printed before the message. */
  readonly where?: string;
  /** What to type next. */
  readonly fix: string;
  /** The error that led here. */
  readonly cause?: unknown;
}

/** An error that a user can act on: a code from the catalogue, a place, what happened and what to type next. */
export class PinakesError extends Error {
  readonly code: ErrorCode;
  readonly where: string | undefined;
  readonly fix: string;

  constructor(code: ErrorCode, details: ErrorDetails) {
    const place = details.where === undefined ? "" : `${details.where}: `;
    super(`[${code}] ${place}${details.message}\n  fix: ${details.fix}`, { cause: details.cause });
    this.name = "PinakesError";
    this.code = code;
    this.where = details.where;
    this.fix = details.fix;
  }

  /** The process exit code that the command line gives for this error. */
  get exitCode(): number {
    return ERRORS[this.code].exitCode;
  }
}

/** A fault of Pinakes itself, never of its user. */
export class InternalError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(`Pinakes has a fault: ${message}\n  fix: please report it, with the command and the config.`, options);
    this.name = "InternalError";
  }
}

/** Throws an {@link InternalError} unless the condition holds. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InternalError(message);
}

/** The value, or an {@link InternalError} where it is missing: for lookups that cannot fail. */
export function present<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new InternalError(`${what} is missing`);
  return value;
}
