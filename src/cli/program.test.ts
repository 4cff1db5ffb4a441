import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { PinakesError } from "../shared/index.js";
import type { CommandLoaders } from "./command-types.js";
import { COMMANDS } from "./commands.js";
import { runCommandLine } from "./program.js";

async function run(argv: readonly string[], loaders: CommandLoaders = {}, env: Record<string, string> = {}) {
  const out = new PassThrough();
  const err = new PassThrough();
  const io = { out, err, stdin: new PassThrough() };
  const exitCode = await runCommandLine(argv, { io, loaders, env });
  return { exitCode, out: String(out.read() ?? ""), err: String(err.read() ?? "") };
}

/** Loaders of commands that tell what they were called with. */
function spies() {
  const calls: unknown[] = [];
  const module = {
    run: async (args: unknown) => {
      calls.push(args);
      return 0;
    },
  };
  const names = Object.keys(COMMANDS);
  return { calls, loaders: Object.fromEntries(names.map((name) => [name, async () => module])) as CommandLoaders };
}

function failing(error: unknown): CommandLoaders {
  return {
    doctor: async () => ({
      run: () => Promise.reject(error),
    }),
  };
}

describe("help", () => {
  it("names every command that can be loaded, and the exit codes", async () => {
    const { exitCode, out } = await run(["--help"], spies().loaders);
    expect(exitCode).toBe(0);
    for (const name of Object.keys(COMMANDS)) expect(out).toContain(`  ${name} `);
    expect(out).toContain("Exit codes: 0 done");
    expect((await run([], spies().loaders)).out).toBe(out);
  });

  it.each(Object.keys(COMMANDS))("of %s has an example that parses", async (name) => {
    const { calls, loaders } = spies();
    const { exitCode, out } = await run([name, "--help"], loaders);
    expect(exitCode).toBe(0);
    const example = /Example:\n {2}pinakes (.*)\n/u.exec(out)?.[1] ?? "";
    const argv = [...example.matchAll(/"([^"]*)"|(\S+)/gu)].map((match) => match[1] ?? match[2] ?? "");
    expect(argv[0]).toBe(name);
    expect(await run(argv, loaders)).toEqual({ exitCode: 0, out: "", err: "" });
    expect(calls).toHaveLength(1);
  });

  it("prints the version", async () => {
    expect((await run(["--version"])).out).toMatch(/^\d+\.\d+\.\d+/u);
  });
});

describe("arguments", () => {
  it.each([
    [
      ["train", "a.yaml", "--set", "a=1", "--set", "b=2", "--resume"],
      { config: "a.yaml", set: ["a=1", "b=2"], resume: true, overwrite: false, json: false, flatBaseline: false },
    ],
    [
      ["evaluate", "runs/a", "--checkpoint", "epoch-3", "--json"],
      { run: "runs/a", split: "test", checkpoint: "epoch-3", json: true },
    ],
    [["predict", "runs/a", "x", "y", "--top-k", "3"], { run: "runs/a", texts: ["x", "y"], format: "jsonl", topK: 3 }],
    [["summary", "runs/a"], { target: "runs/a", set: [], json: false }],
    [["doctor", "--speed"], { gradCheck: false, speed: true, json: false }],
    [["init", "a.csv"], { data: "a.csv", out: "config.yaml", force: false, yes: false, json: false }],
  ])("%j", async (argv, expected) => {
    const { calls, loaders } = spies();
    await run(argv, loaders);
    expect(calls).toEqual([expected]);
  });

  it("are not shared between two runs", async () => {
    const { calls, loaders } = spies();
    await run(["summary", "a", "--set", "x=1"], loaders);
    await run(["summary", "a"], loaders);
    expect(calls.at(-1)).toEqual({ target: "a", set: [], json: false });
  });

  it.each([
    [["trian", "a.yaml"], "Did you mean train?"],
    [["train"], "missing required argument 'config'"],
    [["train", "a.yaml", "--owt", "b"], "Did you mean --out?"],
    [["train", "a.yaml", "--resume", "--overwrite"], "cannot be used with"],
    [["evaluate", "runs/a", "--split", "tst"], "Allowed choices are"],
    [["evaluate", "runs/a", "--checkpoint", "newest"], "Expected best, last or epoch-N"],
    [["predict", "runs/a", "--top-k", "0"], "whole number of at least 1"],
    [["doctor", "now"], "too many arguments"],
  ])("%j is refused with exit code 2", async (argv, part) => {
    const { exitCode, out, err } = await run(argv, spies().loaders);
    expect(exitCode).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(/^\[CLI_USAGE\] /u);
    expect(err).toContain(part);
    expect(err).toContain("fix: pinakes --help");
  });
});

describe("errors", () => {
  const known = new PinakesError("DATA_ROWS", { where: "a.csv:3", message: "two fields; expected 3", fix: "add one." });

  it("of a known code are told as text, with their exit code", async () => {
    const result = await run(["doctor"], failing(known));
    expect(result).toEqual({ exitCode: 4, out: "", err: `${known.message}\n` });
  });

  it("are one document on standard output with --json", async () => {
    const { exitCode, out, err } = await run(["doctor", "--json"], failing(known));
    expect(exitCode).toBe(4);
    expect(err).toBe("");
    expect(JSON.parse(out)).toEqual({
      error: { code: "DATA_ROWS", message: "two fields; expected 3", where: "a.csv:3", fix: "add one." },
    });
    const usage = JSON.parse((await run(["trian", "--json"], spies().loaders)).out) as { error: { code: string } };
    expect(usage.error.code).toBe("CLI_USAGE");
  });

  it("that nobody foresaw are a fault of Pinakes; the stack comes with PINAKES_DEBUG", async () => {
    const fault = new TypeError("x is undefined");
    const result = await run(["doctor"], failing(fault));
    expect(result.exitCode).toBe(1);
    expect(result.err).toMatch(/^Pinakes has a fault: x is undefined\n {2}fix: please report it/u);
    expect(result.err).not.toContain("program.test.ts");
    const debugged = await run(["doctor"], failing(fault), { PINAKES_DEBUG: "1" });
    expect(debugged.err).toContain("program.test.ts");
    const json = JSON.parse((await run(["doctor", "--json"], failing("text"))).out) as { error: { code: string } };
    expect(json.error.code).toBe("INTERNAL");
  });

  it("give the exit code that a command returns", async () => {
    const loaders: CommandLoaders = { doctor: async () => ({ run: async () => 6 }) };
    expect((await run(["doctor"], loaders)).exitCode).toBe(6);
  });
});
