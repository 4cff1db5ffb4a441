import { distance } from "fastest-levenshtein";
import { foreignKey } from "./foreign-names.js";
import { allKeys, branches, type ConfigPath, jsonSchema, knownKeys, type SchemaNode } from "./schema.js";

/**
 * What to say about a key that a map does not have: the key of the chosen shape that was meant, the place where the key
 * does stand, ours for another tool's name, or the nearest key. `root` is the schema of the whole config.
 */
export function unknownKeyHint(
  node: SchemaNode,
  shape: SchemaNode,
  path: ConfigPath,
  root: SchemaNode = jsonSchema(),
): string {
  const key = String(path.at(-1));
  const here = Object.keys(shape.properties ?? {});
  const snake = snakeCase(key);
  if (snake !== key && here.includes(snake)) return `keys are snake_case: ${snake}`;
  const owners = shapesWith(node, key);
  if (owners !== undefined) return owners;
  const ours = foreignKey(key) ?? foreignKey(snake);
  const elsewhere = placesOf(snake, path, root);
  if (ours !== undefined && !elsewhere.includes(ours)) return `in Pinakes: ${ours}`;
  if (elsewhere.length > 0) return `this key stands under ${elsewhere.map(parentOf).join(" or ")}`;
  const near = nearest(key, here) ?? nearest(key, knownKeys(node));
  if (near !== undefined) return `did you mean ${near}?`;
  const far = nearestAnywhere(key, root);
  return far === undefined ? `known here: ${here.join(", ")}` : `did you mean ${far}?`;
}

/** Of a union, the shapes other than the chosen one that have the key. */
function shapesWith(node: SchemaNode, key: string): string | undefined {
  const owners = branches(node).filter((branch) => Object.hasOwn(branch.properties ?? {}, key));
  if (owners.length === 0) return undefined;
  const types = owners.map((owner) => owner.properties?.type?.const).filter((type) => type !== undefined);
  if (types.length > 0) return `a key of ${types.join(", ")}`;
  return `it goes with the keys ${Object.keys(owners[0]?.properties ?? {}).join(", ")}`;
}

/** The paths of other places that have a key of this name, the shallowest only. */
function placesOf(key: string, except: ConfigPath, root: SchemaNode): string[] {
  const found = allKeys(root).filter((entry) => entry.path.at(-1) === key && entry.path.join(".") !== except.join("."));
  const depth = Math.min(...found.map((entry) => entry.path.length));
  return [...new Set(found.filter((entry) => entry.path.length === depth).map((entry) => entry.path.join(".")))];
}

function parentOf(path: string): string {
  const dot = path.lastIndexOf(".");
  return dot < 0 ? "the root of the config" : `${path.slice(0, dot)}:`;
}

/** The candidate nearest to a word by edit distance, spelling of case and separators aside; none if all are far. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const steps = distance(plain(word), plain(candidate));
    if (steps < bestDistance) {
      best = candidate;
      bestDistance = steps;
    }
  }
  return best;
}

function nearestAnywhere(key: string, root: SchemaNode): string | undefined {
  const byName = new Map<string, string>();
  for (const { path } of allKeys(root)) {
    const name = path.at(-1) as string;
    const known = byName.get(name);
    if (known === undefined || path.length < known.split(".").length) byName.set(name, path.join("."));
  }
  const name = nearest(key, [...byName.keys()]);
  return name === undefined ? undefined : byName.get(name);
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/gu, "");
}

function snakeCase(key: string): string {
  return key
    .replaceAll(/([a-z0-9])([A-Z])/gu, "$1_$2")
    .replaceAll("-", "_")
    .toLowerCase();
}
