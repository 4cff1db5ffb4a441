import { dirname, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { checkInput, throwConflicts } from "./check-input.js";
import { findConflicts } from "./conflicts.js";
import { defaultLearningRate, withLearningRate } from "./learning-rate.js";
import { applyOverrides } from "./overrides.js";
import { chooseBranch } from "./problems.js";
import { type RunConfig, type RunConfigInput, runConfig } from "./run-config.js";
import { type ConfigPath, formatPath, jsonSchema, type SchemaNode } from "./schema.js";
import { type ConfigSource, readConfigFile } from "./source.js";
import { type ConfigWarning, findWarnings, type GivenKey } from "./unused.js";

/** How a config is loaded. */
export interface LoadConfigOptions {
  /** Overrides of the form `key.path=value`, applied in their order before anything is checked. */
  readonly overrides?: readonly string[];
  /** For a config given as an object: the folder that its relative paths start from (default: the working directory). */
  readonly baseDir?: string;
}

/** A config that is ready to use. */
export interface LoadedConfig {
  /** Every key with its default filled in; paths as they were written. */
  readonly config: RunConfig;
  /** What was written, overrides applied. */
  readonly input: unknown;
  readonly warnings: readonly ConfigWarning[];
  /** The folder that relative paths of the config start from: see {@link resolvePath}. */
  readonly baseDir: string;
}

/**
 * Loads a run's config from a YAML or JSON file, or from an object, and checks it as a whole.
 *
 * @throws PinakesError CONFIG_NOT_FOUND, CONFIG_SYNTAX, CONFIG_OVERRIDE, CONFIG_INVALID (all problems at once) or
 * CONFIG_CONFLICT (all contradictions at once)
 */
export async function loadConfig(
  source: string | RunConfigInput,
  options: LoadConfigOptions = {},
): Promise<LoadedConfig> {
  const fromFile = typeof source === "string";
  const read: ConfigSource = fromFile ? await readConfigFile(source) : { value: source, lineOf: () => undefined };
  const baseDir = fromFile ? dirname(resolve(source)) : resolve(options.baseDir ?? ".");
  return checkSource(read, { name: fromFile ? source : "the config", overrides: options.overrides ?? [], baseDir });
}

/** Where an input comes from. */
export interface SourceOptions {
  /** For errors. */
  readonly name: string;
  readonly overrides: readonly string[];
  readonly baseDir: string;
}

/** Checks an input as {@link loadConfig} does. */
export function checkSource(read: ConfigSource, { name, overrides, baseDir }: SourceOptions): LoadedConfig {
  const input = applyOverrides(read.value, overrides);
  const place = { name, lineOf: read.lineOf, overrides, page: "docs/reference/config.md" };
  const validate = (value: unknown) => runConfig.safeParse(withLearningRate(value));
  const config = checkInput(input, { validate, schema: jsonSchema() }, place) as RunConfig;
  refuseConflicts(config, name);
  const given = givenKeys(jsonSchema(), input, []).map((key) => {
    const isRate = formatPath(key.path) === "training.learning_rate";
    return isRate && config.training.learning_rate === defaultLearningRate(config.model.type)
      ? { ...key, isDefault: true }
      : key;
  });
  return { config, input, warnings: findWarnings(config, given), baseDir };
}

/** A path of the config made absolute: relative paths start from the folder of the config file, whatever exists. */
export function resolvePath(path: string, baseDir: string): string {
  return resolve(baseDir, path);
}

function refuseConflicts(config: RunConfig, name: string): void {
  throwConflicts(findConflicts(config), name);
}

/** The values of a valid config input, leaf by leaf, with whether each is its key's default. */
function givenKeys(node: SchemaNode, value: unknown, path: ConfigPath): GivenKey[] {
  if (value === undefined) return [];
  const shape = chooseBranch(node, value);
  const isDefault = isDeepStrictEqual(value, node.default);
  if (isDefault || shape?.properties === undefined) return [{ path, isDefault }];
  return Object.entries(value as Record<string, unknown>).flatMap(([key, item]) =>
    givenKeys(shape.properties?.[key] ?? {}, item, [...path, key]),
  );
}
