import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type ICruiseOptions, type ICruiseResult } from "dependency-cruiser";
import extractConfig from "dependency-cruiser/config-utl/extract-depcruise-config";
import extractTsConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { afterAll, beforeAll, expect, it } from "vitest";
import { filesBelow, ROOT } from "./support/source-files.js";

interface Cruised {
  readonly modules: ICruiseResult["modules"];
  readonly found: readonly string[];
}

/** The modules of a folder's `src/`, and their violations of the import rules as `rule: from → to`. */
async function inspect(baseDir: string): Promise<Cruised> {
  const config = await extractConfig(join(ROOT, ".dependency-cruiser.cjs"));
  const options = { ...config.options, baseDir, validate: true, ruleSet: config } as ICruiseOptions;
  const tsConfig = extractTsConfig(join(ROOT, "tsconfig.json"));
  const { output } = await cruise(["src"], options, config.options?.enhancedResolveOptions, { tsConfig });
  const { modules, summary } = output as ICruiseResult;
  const own = modules.filter(({ source }) => source.startsWith("src/"));
  return { modules: own, found: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`) };
}

/** What is imported when a module is started: at once, and not only when it is asked for. */
function importedAtStart(modules: Cruised["modules"], start: string): Set<string> {
  const seen = new Set([start]);
  for (const source of seen) {
    for (const { resolved, dynamic, dependencyTypes } of modules.find((one) => one.source === source)?.dependencies ??
      []) {
      if (!dynamic && !dependencyTypes.includes("type-only")) seen.add(resolved);
    }
  }
  return seen;
}

let own: Cruised;

beforeAll(async () => {
  own = await inspect(ROOT);
});

it("imports run one way through the rooms, without cycles", () => {
  expect(own.modules.length).toBe(filesBelow("src", ".ts").length);
  expect(own.found).toEqual([]);
});

it("nothing heavy is imported before a command is known, so that --help is instant", () => {
  const started = [...importedAtStart(own.modules, "src/cli/main.ts")];
  expect(started).toContain("src/cli/commands.ts");
  expect(started.filter((source) => source.startsWith("node_modules/"))).toEqual([
    expect.stringContaining("node_modules/commander/"),
  ]);
});

const PLANTED: Readonly<Record<string, string>> = {
  "src/engine/index.ts": 'export { vocabulary } from "../text/index.js";\n',
  "src/text/index.ts": 'export { vocabulary } from "./vocabulary.js";\n',
  "src/text/vocabulary.ts": 'import type { second } from "./second.js";\nexport const vocabulary: typeof second = 1;\n',
  "src/text/second.ts": 'import { vocabulary } from "./vocabulary.js";\nexport const second = vocabulary;\n',
  "src/text/config.ts": "export const textConfig = 1;\n",
  "src/data/index.ts": 'export { second } from "../text/second.js";\nexport { textConfig } from "../text/config.js";\n',
  "src/config/index.ts": 'export { textConfig } from "../text/config.js";\n',
  "src/labels/index.ts":
    'import { InferenceSession } from "onnxruntime-node";\nexport const session = InferenceSession;\n',
  "src/metrics/index.ts":
    'import { DuckDBInstance } from "@duckdb/node-api";\nexport const database = DuckDBInstance;\n',
  "src/models/index.ts": 'import fc from "fast-check";\nexport { gone } from "./gone.js";\nexport const check = fc;\n',
  "src/kitchen/index.ts": 'export { vocabulary } from "../text/index.js";\n',
  "src/index.ts": 'export { vocabulary } from "./text/vocabulary.js";\n',
};

let planted: string;

beforeAll(async () => {
  planted = await mkdtemp(join(tmpdir(), "pinakes-rules-"));
  for (const [path, text] of Object.entries(PLANTED)) {
    await mkdir(dirname(join(planted, path)), { recursive: true });
    await writeFile(join(planted, path), text);
  }
  await symlink(join(ROOT, "node_modules"), join(planted, "node_modules"));
  await symlink(join(ROOT, "package.json"), join(planted, "package.json"));
  await symlink(join(ROOT, "tsconfig.json"), join(planted, "tsconfig.json"));
});

afterAll(() => rm(planted, { recursive: true }));

it("finds planted violations", async () => {
  const { modules, found } = await inspect(planted);
  expect(modules.length).toBeGreaterThanOrEqual(Object.keys(PLANTED).length);
  for (const expected of [
    "engine-imports-downhill: src/engine/index.ts → src/text/index.ts",
    "rooms-through-index: src/data/index.ts → src/text/second.ts",
    "slices-for-config-only: src/data/index.ts → src/text/config.ts",
    "no-cycles: src/text/",
    "onnxruntime-in-one-folder: src/labels/index.ts",
    "duckdb-in-data: src/metrics/index.ts",
    "published-dependencies-only: src/models/index.ts",
    "resolvable: src/models/index.ts",
    "known-rooms: src/kitchen/index.ts",
    "surface-through-index: src/index.ts → src/text/vocabulary.ts",
  ]) {
    expect(
      found.some((line) => line.startsWith(expected)),
      `${expected} among\n${found.join("\n")}`,
    ).toBe(true);
  }
  expect(found.filter((line) => line.includes("src/config/"))).toEqual([]);
});
