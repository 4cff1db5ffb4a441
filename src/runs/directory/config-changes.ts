import { parse } from "yaml";
import { pretrainConfig, runConfig } from "../../config/index.js";

/**
 * What differs between two resolved configs, a line a key: `training.epochs is 5, was 4`. Keys that came with a later
 * version count with their defaults.
 */
export function configChanges(before: string, now: string): string[] {
  const [old, current] = [leaves(withDefaults(parse(before)), ""), leaves(parse(now), "")];
  const keys = new Set([...current.keys(), ...old.keys()]);
  return (
    [...keys]
      // Where something is kept for the next run changes nothing in this one.
      .filter((key) => key !== "cache")
      .filter((key) => old.get(key) !== current.get(key))
      .map((key) => `${key} is ${current.get(key) ?? "not set"}, was ${old.get(key) ?? "not set"}`)
  );
}

/** A config as this version resolves it; one that it doesn't take stays as it is. */
function withDefaults(config: unknown): unknown {
  const resolved = [runConfig, pretrainConfig].map((schema) => schema.safeParse(config)).find(({ success }) => success);
  return resolved?.data ?? config;
}

/** The values of a config by their paths, as JSON. */
function leaves(value: unknown, path: string): Map<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return new Map([[path, JSON.stringify(value)]]);
  }
  const entries = Object.entries(value).flatMap(([key, item]) => [
    ...leaves(item, path === "" ? key : `${path}.${key}`),
  ]);
  return new Map(entries);
}
