import { join } from "node:path";
import { expect, it } from "vitest";
import { commandsPage } from "../scripts/reference/commands-page.js";
import { configPage, pretrainPage } from "../scripts/reference/config-page.js";
import { errorsPage } from "../scripts/reference/errors-page.js";
import { COMMANDS } from "../src/cli/commands.js";
import { allKeys, jsonSchema, modelsJsonSchema, pretrainJsonSchema, type SchemaNode } from "../src/config/index.js";
import { ERRORS } from "../src/shared/index.js";
import { ROOT } from "./support/source-files.js";

// These files are written by `npm run generate`, which is this test with --update.

it("schema.json is up to date", async () => {
  const schema = { ...jsonSchema(), title: "Config of a Pinakes run" };
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(join(ROOT, "schema.json"));
});

it("compare-schema.json is up to date", async () => {
  const schema = { ...modelsJsonSchema(), title: "Config of a Pinakes comparison" };
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(join(ROOT, "compare-schema.json"));
});

it("docs/reference/config.md is up to date", async () => {
  const page = configPage(allKeys(), sectionDescriptions());
  await expect(page).toMatchFileSnapshot(join(ROOT, "docs/reference/config.md"));
});

it("pretrain-schema.json is up to date", async () => {
  const schema = { ...pretrainJsonSchema(), title: "Config of a Pinakes pretraining" };
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(join(ROOT, "pretrain-schema.json"));
});

it("docs/reference/pretrain.md is up to date", async () => {
  const root = pretrainJsonSchema();
  const page = pretrainPage(allKeys(root), descriptionsOf(root.properties));
  await expect(page).toMatchFileSnapshot(join(ROOT, "docs/reference/pretrain.md"));
});

it("docs/errors.md is up to date", async () => {
  const page = errorsPage(ERRORS);
  for (const code of Object.keys(ERRORS)) expect(page).toContain(`| \`${code}\` |`);
  await expect(page).toMatchFileSnapshot(join(ROOT, "docs/errors.md"));
});

it("docs/reference/commands.md is up to date", async () => {
  const page = commandsPage(Object.values(COMMANDS).map(({ declare }) => declare()));
  for (const name of Object.keys(COMMANDS)) expect(page).toContain(`## pinakes ${name}\n`);
  await expect(page).toMatchFileSnapshot(join(ROOT, "docs/reference/commands.md"));
});

function descriptionsOf(sections: SchemaNode["properties"]): Record<string, string> {
  return Object.fromEntries(Object.entries(sections ?? {}).map(([name, node]) => [name, node.description ?? ""]));
}

function sectionDescriptions(): Record<string, string> {
  const root = jsonSchema();
  const found = descriptionsOf(root.properties);
  for (const model of root.properties?.model?.oneOf ?? []) {
    found[`model of type ${String(model.properties?.type?.const)}`] = model.description ?? "";
  }
  return found;
}
