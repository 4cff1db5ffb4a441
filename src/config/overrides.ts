import { parseDocument } from "yaml";
import { PinakesError } from "../shared/index.js";
import { nearest, unknownKeyHint } from "./hints.js";
import { allKeys, type ConfigPath, formatPath, jsonSchema, nodesAt, type SchemaNode } from "./schema.js";

/**
 * The config input with overrides `key.path=value` applied in their order, as a copy. Values are YAML; `null` takes a
 * key away. Maps on the way are made.
 *
 * @throws PinakesError CONFIG_OVERRIDE for a wrong form, a path that is no key, or a key under a value that is no map
 */
export function applyOverrides(
  input: unknown,
  overrides: readonly string[],
  schema: SchemaNode = jsonSchema(),
): unknown {
  const result: unknown = structuredClone(input);
  if (overrides.length === 0) return result;
  if (!isContainer(result) || Array.isArray(result)) return result;
  for (const text of overrides) setIn(result, parseOverride(text, schema));
  return result;
}

interface Override {
  readonly text: string;
  readonly path: ConfigPath;
  readonly value: unknown;
}

function parseOverride(text: string, schema: SchemaNode): Override {
  const equals = text.indexOf("=");
  const key = equals < 0 ? text : text.slice(0, equals);
  const path = key.split(".").map((part) => (/^\d+$/u.test(part) ? Number(part) : part));
  if (equals < 0 || path.includes("")) {
    const known = nodesAt(path, schema).length > 0 ? `${key}=…` : "training.epochs=3";
    throw overrideError(text, "the form is key.path=value", `write it as --set ${known}`);
  }
  checkPath(text, path, schema);
  return { text, path, value: parseValue(text, text.slice(equals + 1)) };
}

function checkPath(text: string, path: ConfigPath, schema: SchemaNode): void {
  for (let length = 1; length <= path.length; length++) {
    const here = path.slice(0, length);
    if (nodesAt(here, schema).length > 0) continue;
    const parents = nodesAt(here.slice(0, -1), schema);
    const shape = { anyOf: parents, properties: Object.assign({}, ...parents.map((node) => node.properties ?? {})) };
    const whole = nearest(
      formatPath(path),
      allKeys(schema).map((entry) => entry.path.join(".")),
    );
    const hint = whole === undefined ? unknownKeyHint(shape, shape, here, schema) : `did you mean ${whole}?`;
    throw overrideError(
      text,
      `${formatPath(here)} is no key of the config; ${hint}`,
      "name a key that the config has.",
    );
  }
}

function parseValue(text: string, value: string): unknown {
  const document = parseDocument(value);
  const problem = document.errors[0];
  if (problem === undefined) return document.toJS() as unknown;
  throw overrideError(text, `the value is not valid YAML: ${problem.message}`, "put quotes around the value.");
}

type Container = Record<string | number, unknown>;

function setIn(root: Container, { text, path, value }: Override): void {
  let holder = root;
  for (const [depth, key] of path.slice(0, -1).entries()) {
    if (holder[key] === undefined || holder[key] === null) holder[key] = {};
    const next = holder[key];
    if (!isContainer(next)) throw notAMap(text, path.slice(0, depth + 1), next);
    holder = next;
  }
  const last = path.at(-1) as string | number;
  if (Array.isArray(holder) && (typeof last !== "number" || last >= holder.length)) {
    throw overrideError(text, `the list has ${holder.length} items, counted from 0`, "name an item that is there.");
  }
  if (value === null) delete holder[last];
  else holder[last] = value;
}

function notAMap(text: string, path: ConfigPath, found: unknown): PinakesError {
  const name = formatPath(path);
  const message = `${name} is ${JSON.stringify(found)} in the config, and not a map`;
  return overrideError(text, message, `give the whole map: --set '${name}={key: value}'`);
}

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

function overrideError(text: string, message: string, fix: string): PinakesError {
  return new PinakesError("CONFIG_OVERRIDE", { where: `--set ${text}`, message, fix });
}
