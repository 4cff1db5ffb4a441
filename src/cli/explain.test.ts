import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import { loadConfig, type RunConfigInput } from "../config/index.js";
import { trainRun } from "../runs/index.js";
import { smallData } from "../runs/testing/small-data.js";
import { COMMAND_LOADERS } from "./loaders.js";
import { runCommandLine } from "./program.js";

let directory = "";
let model = "";

beforeAll(async () => {
  ({ directory } = await smallData(120));
  model = join(directory, "run");
  const config = {
    task: "hierarchical",
    data: { train: "data.jsonl", labels: ["level1", "level2"], split: { validation: 0.2, test: 0.3 } },
    hierarchy: { method: "independent" },
    model: { type: "bilstm-attention", hidden_size: 8 },
    training: { epochs: 2, batch_size: 16, learning_rate: 0.02 },
    seed: 3,
  };
  await trainRun(await loadConfig(config as RunConfigInput, { baseDir: directory }), {
    directory: model,
    onEvent: () => {},
  });
});

async function explain(argv: readonly string[], color = false) {
  const out = Object.assign(new PassThrough(), { hasColors: () => color });
  const err = new PassThrough();
  const io = { out, err, stdin: new PassThrough() };
  const exitCode = await runCommandLine(["explain", model, ...argv], { io, loaders: COMMAND_LOADERS, env: {} });
  return { exitCode, out: String(out.read() ?? ""), err: String(err.read() ?? "") };
}

const TEXT = "the orbit of a <b>rocket</b> today";

describe("pinakes explain", () => {
  it("says which words drove each level, in plain text, and in colours where there are some", async () => {
    const plain = await explain([TEXT, "--gold", "science", "--gold", "space"]);
    expect(plain.err).toBe("");
    expect(plain.exitCode).toBe(0);
    expect(plain.out).toMatch(/Why level1 \w+[\s\S]*Why level2 \w+/u);
    expect(plain.out).toContain("integrated gradients");
    expect(plain.out).toContain("comprehensiveness");
    expect(plain.out).not.toContain("\u001b[");
    expect((await explain([TEXT], true)).out).toContain("\u001b[48;5;");
  });

  it("writes one page without outside parts, and pictures", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pinakes-explain-"));
    const page = join(folder, "why.html");
    const { exitCode, err } = await explain([TEXT, "--html", page, "--png", join(folder, "png"), "--json"]);
    expect(err).toContain(`wrote ${page}`);
    expect(exitCode).toBe(0);
    const html = await readFile(page, "utf8");
    expect(html).not.toMatch(/<(?:script|img|link)[^>]+(?:src|href)="https?:/u);
    expect(html).toContain("&lt;");
    expect(html).not.toContain("<b>rocket");
    const files = await readdir(join(folder, "png"));
    expect(files).toContain("text-1-1-integrated-gradients.png");
    expect(files).toContain("text-1-2-deletion.svg");
  });

  it("gives the same data as JSON, and the same data for the same seed", async () => {
    const args = ["--sample", "8", "--json", "--random", "2", "--shown", "1"];
    const first = await explain(args);
    expect(first.exitCode).toBe(0);
    const result = JSON.parse(first.out) as { counts: { right: number; wrong: number }; heads: { head: string }[] };
    expect(result.counts.right + result.counts.wrong).toBeLessThanOrEqual(8);
    expect(result.heads.map(({ head }) => head)).toEqual(["level1", "level2"]);
    expect((await explain(args)).out).toBe(first.out);
    const table = await explain(["--sample", "8", "--method", "occlusion", "--split", "validation"]);
    expect(table.out).toContain("over random");
  });

  it.each([
    [[], /nothing to explain/u, 2],
    [["a", "--sample", "3"], /leave one of the two out/u, 2],
    [["a", "--method", "magic"], /Allowed choices/u, 2],
    [["a", "--method", "contributions"], /EXPLAIN_MODEL[\s\S]*integrated_gradients/u, 2],
    [["a", "--label", "cooking"], /EXPLAIN_MODEL/u, 2],
    [["a", "--html", "/nowhere/at/all.html"], /FILE_ACCESS/u, 6],
  ] as const)("refuses %j", async (argv, message, code) => {
    const { exitCode, err } = await explain(argv);
    expect(err).toMatch(message);
    expect(exitCode).toBe(code);
  });
});
