import { describe, expect, it } from "vitest";
import { askChild } from "./child-answer.js";

const input = new Uint8Array([1, 2, 3]);
const ask = (script: string, timeoutMs = 30_000) => askChild({ script, args: ["a", "b c"], input, timeoutMs });

describe("askChild", () => {
  it("gives what the script prints about its arguments and its input", async () => {
    const script = 'console.log(process.argv.slice(1).join("|"), require("node:fs").readFileSync(0).length)';
    expect(await ask(script)).toEqual({ output: "a|b c 3\n" });
  });

  it.skipIf(process.platform === "win32")("outlives a crash", async () => {
    const answer = await ask('console.log("before"); process.kill(process.pid, "SIGSEGV"); setTimeout(() => {}, 1e6)');
    expect(answer).toEqual({ failure: "the process that tried it crashed (SIGSEGV)" });
  });

  it("tells an exit code", async () => {
    expect(await ask("process.exit(7)")).toEqual({ failure: "the process that tried it crashed (exit code 7)" });
  });

  it("ends a script that hangs without ever giving way", async () => {
    expect(await ask("for (;;);", 400)).toEqual({ failure: "no answer within 0.4 s" });
  });
});
