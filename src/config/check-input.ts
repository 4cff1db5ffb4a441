import type { z } from "zod";
import { PinakesError } from "../shared/index.js";
import type { ConfigConflict } from "./conflicts.js";
import { type ConfigProblem, findProblems } from "./problems.js";
import { type ConfigPath, formatPath, type SchemaNode } from "./schema.js";
import type { ConfigSource } from "./source.js";

/** Where a config was written, for errors. */
export interface ConfigPlace {
  readonly name: string;
  readonly lineOf: ConfigSource["lineOf"];
  readonly overrides: readonly string[];
  /** The reference page that lists its keys. */
  readonly page: string;
}

/** What decides whether an input is valid, and the schema that the words about it are made from. */
export interface InputRules<T> {
  readonly validate: (input: unknown) => z.ZodSafeParseResult<T>;
  readonly schema: SchemaNode;
}

/** The config of an input, with its defaults filled in. @throws PinakesError CONFIG_INVALID with all problems at once */
export function checkInput<T>(input: unknown, { validate, schema }: InputRules<T>, place: ConfigPlace): T {
  const result = validate(input);
  if (result.success) return result.data;
  const found = findProblems(schema, input);
  // A rule that JSON Schema can't say (a zod refinement) has a message of its own.
  const problems = found.length > 0 ? found : result.error.issues.map(fromIssue);
  throw new PinakesError("CONFIG_INVALID", {
    where: place.name,
    message: `${count(problems.length, "problem")}${problems.map((problem) => `\n  ✖ ${line(problem, place)}`).join("")}`,
    fix: `correct these keys; ${place.page} lists all, with types, defaults and bounds.`,
    cause: result.error,
  });
}

function fromIssue(issue: { readonly path: readonly PropertyKey[]; readonly message: string }): ConfigProblem {
  return { path: issue.path.map((key) => (typeof key === "number" ? key : String(key))), message: issue.message };
}

function line({ path, message }: ConfigProblem, place: ConfigPlace): string {
  return `${formatPath(path)}${origin(path, place)}: ${message}`;
}

/** Where a value was written: by an override, or in a line of the file. */
function origin(path: ConfigPath, { lineOf, overrides }: ConfigPlace): string {
  const name = `${path.join(".")}.`;
  if (overrides.some((override) => name.startsWith(`${override.slice(0, override.indexOf("="))}.`))) return " (--set)";
  const number = lineOf(path);
  return number === undefined ? "" : ` (line ${number})`;
}

/** Tells all contradictions at once. @throws PinakesError CONFIG_CONFLICT where there are any */
export function throwConflicts(conflicts: readonly ConfigConflict[], name: string): void {
  const [first, ...others] = conflicts;
  if (first === undefined) return;
  throw new PinakesError("CONFIG_CONFLICT", conflictDetails(first, others, name));
}

function conflictDetails(first: ConfigConflict, others: readonly ConfigConflict[], name: string) {
  if (others.length === 0) return { where: `${name}: ${first.where}`, message: first.message, fix: first.fix };
  const all = [first, ...others];
  return {
    where: name,
    message: `${count(all.length, "contradiction")}${all.map(({ where, message }) => `\n  ✖ ${where}: ${message}`).join("")}`,
    fix: all.map(({ fix }) => fix).join("\n       "),
  };
}

function count(size: number, noun: string): string {
  return `${size} ${noun}${size === 1 ? "" : "s"}`;
}
