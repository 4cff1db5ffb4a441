import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COMMAND_LOADERS } from "../src/cli/loaders.js";
import { runCommandLine } from "../src/cli/program.js";
import { BROKEN_CASES } from "../src/data/testing/broken-cases.js";
import { ERRORS } from "../src/shared/index.js";
import { tinyTokenizer } from "../src/text/testing/tiny-tokenizer.js";
import { BAD_CONFIGS, GOOD_CONFIG, GOOD_ROWS } from "./support/bad-configs.js";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pinakes-bad-"));
});

afterEach(() => rm(folder, { recursive: true }));

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

/** Runs `pinakes train --json` on the folder's config, as a shell would. */
async function train(argv: readonly string[] = []) {
  const io = { out: new PassThrough(), err: new PassThrough(), stdin: new PassThrough() };
  const out = join(folder, "runs", "run");
  const line = ["train", join(folder, "run.yaml"), "--json", "--out", out, ...argv];
  const exitCode = await runCommandLine(line, { io, loaders: COMMAND_LOADERS, env: {} });
  const answer = JSON.parse(String(io.out.read() ?? "{}")) as { error?: Record<string, string> };
  return { exitCode, error: answer.error, progress: String(io.err.read() ?? "") };
}

/** What every refusal has in common. */
async function expectRefusal(
  { code, says }: { readonly code: keyof typeof ERRORS; readonly says: readonly string[] },
  argv: readonly string[] = [],
): Promise<void> {
  const { exitCode, error, progress } = await train(argv);
  expect(error?.code, `${error?.message}`).toBe(code);
  expect(exitCode).toBe(ERRORS[code].exitCode);
  const text = `${error?.where} ${error?.message} ${error?.fix}`;
  for (const fragment of says) expect(text).toContain(fragment);
  expect(error?.fix).toMatch(/\S/u);
  expect(progress).not.toContain("epoch 1");
  expect(existsSync(join(folder, "runs")), "a run directory was left behind").toBe(false);
}

it("the table is long enough, and its good config trains", async () => {
  expect(BAD_CONFIGS.length + BROKEN_CASES.length).toBeGreaterThanOrEqual(100);
  await write({ "rows.csv": GOOD_ROWS, "run.yaml": JSON.stringify(GOOD_CONFIG) });
  expect(await train()).toMatchObject({ exitCode: 0, error: undefined });
  expect(existsSync(join(folder, "runs", "run", "evaluation.json"))).toBe(true);
});

describe("a bad config is refused before anything is written", () => {
  it.each(BAD_CONFIGS)("$name → $code", async ({ text, config, files, argv, code, says }) => {
    const written = text ?? JSON.stringify({ ...GOOD_CONFIG, ...config });
    await write({
      "rows.csv": GOOD_ROWS,
      "tokenizer/tokenizer.json": JSON.stringify(tinyTokenizer()),
      ...(text === null ? {} : { "run.yaml": written }),
      ...files,
    });
    await expectRefusal({ code, says }, argv);
  });
});

describe("broken data is refused before anything is written", () => {
  // A task that no model of this version is trained for is refused before its data is read.
  const cases = BROKEN_CASES.filter(({ task }) => task !== "multi-label");

  it.each(cases)("$name → $code", async ({ files, data, task, code, says }) => {
    const config = { task, data: { train: Object.keys(files)[0], ...data }, model: { type: "majority" } };
    await write({ ...files, "run.yaml": JSON.stringify(config) });
    await expectRefusal({ code, says });
  });
});
