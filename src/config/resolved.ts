import { stringify } from "yaml";
import type { PretrainConfig } from "./pretrain-config.js";
import type { RunConfig } from "./run-config.js";

/** The config with every default written out, as YAML in the order of the schema: equal configs are equal texts. */
export function resolvedYaml(config: RunConfig | PretrainConfig): string {
  return stringify(config, { aliasDuplicateObjects: false, lineWidth: 0 });
}
