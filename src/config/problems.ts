import { describeExpected, showValue } from "./expected.js";
import { foreignValue } from "./foreign-names.js";
import { nearest, unknownKeyHint } from "./hints.js";
import { branches, type ConfigPath, formatPath, type SchemaNode } from "./schema.js";

/** One thing that is wrong with a config. */
export interface ConfigProblem {
  readonly path: ConfigPath;
  readonly message: string;
}

/**
 * All problems of a value against a node of the JSON Schema, each with what was expected, what was found and a hint.
 *
 * zod decides whether a config is valid; its errors on unions name one branch or none, so the words are made here, from
 * the JSON Schema that zod gives. A test holds that both agree on what is valid. `root` is the schema of the whole config.
 */
export function findProblems(
  node: SchemaNode,
  value: unknown,
  path: ConfigPath = [],
  root: SchemaNode = node,
): ConfigProblem[] {
  const shape = chooseBranch(node, value);
  if (shape === undefined || !fitsScalar(shape, value)) return [mismatch(node, value, path)];
  if (isMap(value)) return mapProblems({ node, shape, value, path, root });
  if (Array.isArray(value)) return listProblems(shape, value, path, root);
  return [];
}

/**
 * The branch of a union that a value was most likely meant for: of the same JSON type; among maps the one whose fixed
 * values agree, then with the most of its required keys there, then with the fewest problems.
 */
export function chooseBranch(node: SchemaNode, value: unknown): SchemaNode | undefined {
  const all = branches(node);
  const sameType = all.filter((branch) => hasType(branch, value));
  if (sameType.length <= 1) return sameType[0];
  if (!isMap(value) && !Array.isArray(value))
    return sameType.find((branch) => fitsScalar(branch, value)) ?? sameType[0];
  return sameType.map((branch) => ({ branch, rank: rankOf(branch, value) })).sort(byRank)[0]?.branch;
}

type Rank = readonly [constantsThatDiffer: number, requiredThere: number, problems: number];

function byRank(a: { rank: Rank }, b: { rank: Rank }): number {
  return a.rank[0] - b.rank[0] || b.rank[1] - a.rank[1] || a.rank[2] - b.rank[2];
}

function rankOf(branch: SchemaNode, value: Readonly<Record<string, unknown>> | readonly unknown[]): Rank {
  const problems = findProblems(branch, value).length;
  if (!isMap(value)) return [0, 0, problems];
  const constants = Object.entries(branch.properties ?? {}).filter(([, child]) => child.const !== undefined);
  const differ = constants.filter(([key, child]) => value[key] !== child.const).length;
  const required = (branch.required ?? []).filter((key) => Object.hasOwn(value, key)).length;
  return [differ, required, problems];
}

function hasType(node: SchemaNode, value: unknown): boolean {
  if (node.const !== undefined) return typeof node.const === typeof value;
  switch (node.type) {
    case "object":
      return isMap(value);
    case "array":
      return Array.isArray(value);
    case "integer":
    case "number":
      return typeof value === "number";
    default:
      return typeof value === node.type;
  }
}

function fitsScalar(node: SchemaNode, value: unknown): boolean {
  if (node.const !== undefined) return node.const === value;
  if (node.enum !== undefined) return node.enum.includes(value);
  if (typeof value === "number") return fitsNumber(node, value);
  if (typeof value === "string") return fitsString(node, value);
  return true;
}

function fitsNumber(node: SchemaNode, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  if (node.type === "integer" && !Number.isSafeInteger(value)) return false;
  if (value < (node.minimum ?? -Infinity) || value > (node.maximum ?? Infinity)) return false;
  return value > (node.exclusiveMinimum ?? -Infinity) && value < (node.exclusiveMaximum ?? Infinity);
}

function fitsString(node: SchemaNode, value: string): boolean {
  if (value.length < (node.minLength ?? 0) || value.length > (node.maxLength ?? Infinity)) return false;
  return node.pattern === undefined || new RegExp(node.pattern, "u").test(value);
}

interface MapCheck {
  readonly node: SchemaNode;
  readonly shape: SchemaNode;
  readonly value: Readonly<Record<string, unknown>>;
  readonly path: ConfigPath;
  readonly root: SchemaNode;
}

function mapProblems(check: MapCheck): ConfigProblem[] {
  const { node, shape, value, path, root } = check;
  const type = unknownType(check);
  if (type !== undefined) return [type];
  const problems: ConfigProblem[] = [];
  for (const key of shape.required ?? []) {
    if (value[key] !== undefined) continue;
    const expected = describeExpected(shape.properties?.[key] ?? {});
    problems.push({ path: [...path, key], message: `missing; expected ${expected}` });
  }
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const here = [...path, key];
    const child = Object.hasOwn(shape.properties ?? {}, key) ? shape.properties?.[key] : shape.additionalProperties;
    if (typeof child === "object") problems.push(...findProblems(child, item, here, root));
    else problems.push({ path: here, message: `unknown key; ${unknownKeyHint(node, shape, here, root)}` });
  }
  return problems;
}

/** Under an unknown or missing `type` no key can be judged: that is the one problem told. */
function unknownType({ node, value, path }: MapCheck): ConfigProblem | undefined {
  const constants = branches(node)
    .map((branch) => branch.properties?.type?.const)
    .filter((type) => typeof type === "string");
  if (constants.length < 2 || constants.some((type) => type === value.type)) return undefined;
  return mismatch({ enum: constants }, value.type, [...path, "type"]);
}

function listProblems(
  shape: SchemaNode,
  value: readonly unknown[],
  path: ConfigPath,
  root: SchemaNode,
): ConfigProblem[] {
  const fixed = shape.prefixItems;
  if (value.length < (shape.minItems ?? 0) || (fixed !== undefined && value.length !== fixed.length)) {
    return [mismatch(shape, value, path)];
  }
  return value.flatMap((item, index) =>
    findProblems(fixed?.[index] ?? shape.items ?? {}, item, [...path, index], root),
  );
}

function mismatch(node: SchemaNode, value: unknown, path: ConfigPath): ConfigProblem {
  const expected = describeExpected(node);
  if (value === undefined) return { path, message: `missing; expected ${expected}` };
  return { path, message: `expected ${expected}; found ${showValue(value)}${valueHint(node, value, path)}` };
}

function valueHint(node: SchemaNode, value: unknown, path: ConfigPath): string {
  const foreign = foreignValue(formatPath(path), value);
  if (foreign !== undefined) return ` (${foreign})`;
  if (typeof value !== "string") return "";
  const known = branches(node).flatMap((branch) => branch.enum ?? []);
  const near = nearest(value, known.map(String));
  return near === undefined ? "" : ` (did you mean ${near}?)`;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
