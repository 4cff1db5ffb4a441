import { z } from "zod";
import { runConfig } from "./run-config.js";

/** The part of JSON Schema (draft 2020-12) that the config's schema is made of. */
export interface SchemaNode {
  readonly type?: "object" | "array" | "string" | "number" | "integer" | "boolean" | "null";
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly prefixItems?: readonly SchemaNode[];
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

/** A path in the config: map keys and list indices from the root. */
export type ConfigPath = readonly (string | number)[];

let cached: SchemaNode | undefined;

/** The config's JSON Schema for what a user writes: keys with a default are optional. */
export function jsonSchema(): SchemaNode {
  cached ??= toJsonSchema(runConfig);
  return cached;
}

/** The JSON Schema of any config, for what a user writes. */
export function toJsonSchema(schema: z.ZodType): SchemaNode {
  return z.toJSONSchema(schema, { io: "input", override: dropSafeIntegerBound }) as SchemaNode;
}

/** zod bounds every integer by ±(2^53 − 1), which tells a reader nothing. */
function dropSafeIntegerBound({ jsonSchema: node }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
  if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
}

/** The shapes that a node may take: itself, or the branches of its union, nested unions flattened. */
export function branches(node: SchemaNode): readonly SchemaNode[] {
  const union = node.anyOf ?? node.oneOf;
  return union === undefined ? [node] : union.flatMap(branches);
}

/** The nodes that stand under a key of a map or an index of a list, over all branches; empty where none does. */
function children(node: SchemaNode, key: string | number): readonly SchemaNode[] {
  const found: SchemaNode[] = [];
  for (const branch of branches(node)) {
    const child = childOf(branch, key);
    if (child !== undefined) found.push(child);
  }
  return found;
}

function childOf(branch: SchemaNode, key: string | number): SchemaNode | undefined {
  if (branch.type === "array") {
    if (!/^\d+$/u.test(String(key))) return undefined;
    return branch.items ?? branch.prefixItems?.[Number(key)];
  }
  const properties = branch.properties ?? {};
  if (Object.hasOwn(properties, key)) return properties[key];
  return typeof branch.additionalProperties === "object" ? branch.additionalProperties : undefined;
}

/** The nodes at a path from the root, over all branches on the way; empty where the path names no key. */
export function nodesAt(path: ConfigPath, root: SchemaNode = jsonSchema()): readonly SchemaNode[] {
  let nodes: readonly SchemaNode[] = [root];
  for (const key of path) nodes = nodes.flatMap((node) => children(node, key));
  return nodes;
}

/** The named keys that a map at this node may have, over all branches, without repeats. */
export function knownKeys(node: SchemaNode): readonly string[] {
  return [...new Set(branches(node).flatMap((branch) => Object.keys(branch.properties ?? {})))];
}

/** One key of the config with all the shapes that it may take. */
export interface SchemaKey {
  readonly path: readonly string[];
  /** The node as it stands under the key: a union stays a union. */
  readonly node: SchemaNode;
  /** For keys under `model`: the types that have the key. */
  readonly modelTypes: readonly string[];
}

/** Every named key of the config, parents before children, in the order of the schema; once a model type's shape. */
export function allKeys(root: SchemaNode = jsonSchema()): readonly SchemaKey[] {
  return keysBelow(root, [], []);
}

function keysBelow(node: SchemaNode, path: readonly string[], modelTypes: readonly string[]): SchemaKey[] {
  const keys: SchemaKey[] = [];
  for (const branch of branches(node)) {
    const type = path.join(".") === "model" ? branch.properties?.type?.const : undefined;
    const types = type === undefined ? modelTypes : [String(type)];
    for (const [key, child] of Object.entries(branch.properties ?? {})) {
      const here = [...path, key];
      keys.push({ path: here, node: child, modelTypes: types }, ...keysBelow(child, here, types));
    }
    if (branch.items !== undefined) keys.push(...keysBelow(branch.items, [...path, "[]"], modelTypes));
  }
  return keys;
}

/** `training.level_weights[0]` for a path. */
export function formatPath(path: ConfigPath): string {
  let text = "";
  for (const key of path) {
    if (typeof key === "number") text += `[${key}]`;
    else text += text === "" ? key : `.${key}`;
  }
  return text === "" ? "the config" : text;
}
