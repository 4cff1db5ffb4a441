import { describeExpected, foreignKeys, type SchemaKey, type SchemaNode } from "../../src/config/index.js";

const HEAD = `# Config reference

Generated from the schema by \`npm run generate\`; don't edit.

A config is YAML or JSON. Keys are snake_case; unknown keys are errors. Paths are relative to the folder of the config
file. \`--set key.path=value\` overrides a key on the command line: the value is YAML, \`null\` takes the key away.
The same schema for editors is \`schema.json\`; name it in the first line of a config:

\`\`\`yaml
# yaml-language-server: $schema=./node_modules/pinakes/schema.json
\`\`\`
`;

const PRETRAIN_HEAD = `# Pretraining config reference

Generated from the schema by \`npm run generate\`; don't edit.

The config of \`pinakes pretrain\`, which trains an encoder on texts without labels, by guessing masked tokens. What holds for
[the config of a run](config.md) holds here: YAML or JSON, unknown keys are errors, paths start from the file's folder,
\`--set key.path=value\` overrides a key.

\`\`\`yaml
# yaml-language-server: $schema=./node_modules/pinakes/pretrain-schema.json
data: { train: posts.jsonl, text: body }
model: { type: bert, checkpoint: sentence-transformers/all-MiniLM-L6-v2 }
training: { epochs: 3, batch_size: 32 }
\`\`\`

The folder \`model/\` of its run directory is a checkpoint: name it as \`model.checkpoint\` of a run, or open it by
\`AutoModelForMaskedLM\`.
`;

/** The reference page of all keys: a table a section of the config; models share a table where their keys agree. */
export function configPage(keys: readonly SchemaKey[], descriptions: Readonly<Record<string, string>>): string {
  return [HEAD, ...sections(keys, descriptions), foreignText()].join("\n");
}

/** The reference page of a pretraining's keys. */
export function pretrainPage(keys: readonly SchemaKey[], descriptions: Readonly<Record<string, string>>): string {
  return [PRETRAIN_HEAD, ...sections(keys, descriptions)].join("\n");
}

function sections(keys: readonly SchemaKey[], descriptions: Readonly<Record<string, string>>): string[] {
  const owners = typesOfRows(keys);
  const found = new Map<string, Set<string>>();
  for (const key of keys) {
    if (isSection(key)) continue;
    const row = rowOf(key);
    const name = sectionOf(key, owners.get(row) ?? []);
    found.set(name, (found.get(name) ?? new Set()).add(row));
  }
  return [...found].map(([name, rows]) => sectionText(name, rows, descriptions));
}

/** For each row of a model key, the model types that share it word for word. */
function typesOfRows(keys: readonly SchemaKey[]): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const key of keys) {
    const types = owners.get(rowOf(key)) ?? [];
    owners.set(rowOf(key), [...types, ...key.modelTypes.filter((type) => !types.includes(type))]);
  }
  return owners;
}

/** Keys that only hold others have a heading instead of a row. */
function isSection({ path, node }: SchemaKey): boolean {
  return path.length === 1 && (node.properties !== undefined || node.oneOf !== undefined);
}

function sectionOf({ path, modelTypes }: SchemaKey, types: readonly string[]): string {
  if (path.length === 1) return "Top level";
  return modelTypes.length === 0 ? String(path[0]) : `model of type ${types.join(", ")}`;
}

function rowOf({ path, node }: SchemaKey): string {
  const cells = [`\`${path.join(".").replaceAll(".[]", "[]")}\``, describeExpected(node), defaultText(node)];
  return `| ${[...cells, node.description ?? ""].map(escapeCell).join(" | ")} |`;
}

function sectionText(name: string, rows: Iterable<string>, descriptions: Readonly<Record<string, string>>): string {
  const lead = descriptions[name];
  return [
    `## ${name}`,
    "",
    ...(lead === undefined ? [] : [lead, ""]),
    "| key | takes | default | meaning |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

function defaultText(node: SchemaNode): string {
  if (node.default === undefined) return "";
  const isEmptyMap = JSON.stringify(node.default) === "{}";
  return isEmptyMap ? "as below" : `\`${JSON.stringify(node.default)}\``;
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ").replaceAll("<", "&lt;");
}

function foreignText(): string {
  const rows = Object.entries(foreignKeys()).map(([theirs, ours]) => `| \`${theirs}\` | ${escapeCell(ours)} |`);
  return [
    "## Names of other tools",
    "",
    "These are refused, with a message that says how Pinakes writes them:",
    "",
    "| elsewhere | in Pinakes |",
    "| --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
