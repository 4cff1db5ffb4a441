import { dirname, resolve } from "node:path";
import { parseDocument } from "yaml";
import { PinakesError } from "../shared/index.js";
import { checkSource, type LoadedConfig } from "./load.js";
import { type ConfigPath, jsonSchema, type SchemaNode } from "./schema.js";
import { type ConfigSource, readConfigFile } from "./source.js";

/** How the models of a file are loaded. */
export interface LoadModelsOptions {
  /** Overrides of the form `key.path=value`, for all models. */
  readonly overrides?: readonly string[];
  /**
   * Keys with values to try, of the form `key.path=value,value,…`, each value as YAML: a model for each value, and for each
   * combination where several keys are given.
   */
  readonly vary?: readonly string[];
}

/** One model of a file. */
export interface NamedConfig {
  /** The key under `models`; empty where the file has only one model. */
  readonly key: string;
  /** The key under `models`, and the values that are varied; empty for the only model of a file. */
  readonly name: string;
  readonly loaded: LoadedConfig;
}

/**
 * The configs that a file makes: one, or one for each entry of its map `models`. An entry holds what is otherwise than in
 * the rest of the file, which all share: maps are joined key by key, but for a map whose `type` or `method` is another one,
 * which replaces all of it.
 *
 * @throws PinakesError as loadConfig does; CONFIG_INVALID for `models` that is no map of maps; CONFIG_OVERRIDE for a
 * `vary` without values
 */
export async function loadModels(file: string, options: LoadModelsOptions = {}): Promise<NamedConfig[]> {
  const { overrides = [], vary = [] } = options;
  const read = await readConfigFile(file);
  const baseDir = dirname(resolve(file));
  const variants = combinations(vary.map(parseVariants));
  return modelSources(read, file).flatMap(({ name, source }) =>
    variants.map((values) => ({
      key: name,
      name: [name, ...values.map(shortValue)].filter((part) => part !== "").join(" "),
      loaded: checkSource(source, {
        name: name === "" ? file : `${file}: models.${name}`,
        overrides: [...overrides, ...values],
        baseDir,
      }),
    })),
  );
}

/**
 * The JSON Schema of a file with `models`: the keys of a run, none of them required, in the file and in each model, since
 * only both together make a config. Values of a model may be null, which takes a key away.
 */
export function modelsJsonSchema(): SchemaNode {
  const { properties = {}, ...rest } = withoutRequired(jsonSchema());
  const ofModel = Object.fromEntries(
    Object.entries(properties).map(([name, node]) => [name, { anyOf: [node, { type: "null" as const }] }]),
  );
  const models: SchemaNode = {
    type: "object",
    description: "What is otherwise in each model, by its name.",
    additionalProperties: { type: "object", properties: ofModel, additionalProperties: false },
  };
  return { ...rest, properties: { ...properties, models } };
}

/** The same schema for parts of what it describes. */
function withoutRequired(node: SchemaNode): SchemaNode {
  const { required: _, properties, anyOf, oneOf, additionalProperties, items, ...rest } = node;
  return {
    ...rest,
    ...(properties
      ? {
          properties: Object.fromEntries(Object.entries(properties).map(([name, own]) => [name, withoutRequired(own)])),
        }
      : {}),
    // Parts of a map may fit several of its forms.
    ...(anyOf || oneOf ? { anyOf: (anyOf ?? oneOf ?? []).map(withoutRequired) } : {}),
    ...(typeof additionalProperties === "object"
      ? { additionalProperties: withoutRequired(additionalProperties) }
      : {}),
    ...(typeof additionalProperties === "boolean" ? { additionalProperties } : {}),
    ...(items ? { items: withoutRequired(items) } : {}),
  };
}

interface NamedSource {
  readonly name: string;
  readonly source: ConfigSource;
}

function modelSources(read: ConfigSource, file: string): NamedSource[] {
  if (!isMap(read.value) || read.value.models === undefined) return [{ name: "", source: read }];
  const { models, ...shared } = read.value;
  const names = isMap(models) ? Object.keys(models) : [];
  if (!isMap(models) || names.length === 0 || !names.every((name) => isMap(models[name]))) {
    throw new PinakesError("CONFIG_INVALID", {
      where: `${file}: models`,
      message: "expected a map from names to maps of keys.",
      fix: "write models: { plain: { model: { type: tfidf-linear } }, deep: { model: { type: lstm } } }.",
    });
  }
  return names.map((name) => {
    const own = models[name] as Map;
    const lineOf = (path: ConfigPath): number | undefined =>
      read.lineOf(has(own, path) ? ["models", name, ...path] : path);
    return { name, source: { value: joined(shared, own), lineOf } };
  });
}

type Map = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Map {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function joined(base: Map, own: Map): Map {
  const isOther = (key: string): boolean => own[key] !== undefined && base[key] !== undefined && own[key] !== base[key];
  if (isOther("type") || isOther("method")) return own;
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(own)) {
    const before = base[key];
    if (value === null) delete result[key];
    else result[key] = isMap(before) && isMap(value) ? joined(before, value) : value;
  }
  return result;
}

function has(value: unknown, path: ConfigPath): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return value !== undefined;
  return isMap(value) && has(value[String(key)], rest);
}

/** `key=a,b` as `key=a` and `key=b`. A value is YAML, so that a map or a list may hold commas. */
function parseVariants(text: string): string[] {
  const equals = text.indexOf("=");
  const list = parseDocument(`[${text.slice(equals + 1)}]`, { uniqueKeys: true });
  const values = list.errors.length > 0 ? [] : (list.toJS() as unknown[]);
  if (equals < 1 || values.length === 0) {
    throw new PinakesError("CONFIG_OVERRIDE", {
      where: `--vary ${text}`,
      message: "the form is key.path=value,value",
      fix: "write it as --vary training.class_weights=none,balanced",
    });
  }
  return values.map((value) => `${text.slice(0, equals)}=${JSON.stringify(value)}`);
}

/** One of each list, in all ways. */
function combinations(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>((all, list) => all.flatMap((own) => list.map((value) => [...own, value])), [[]]);
}

/** `training.class_weights="balanced"` → `class_weights=balanced`. */
function shortValue(override: string): string {
  const equals = override.indexOf("=");
  const key = override.slice(0, equals).split(".").at(-1) ?? "";
  return `${key}=${override.slice(equals + 1).replaceAll(/["{}]/gu, "")}`;
}
