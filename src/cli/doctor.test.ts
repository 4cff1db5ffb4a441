import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { tell } from "./doctor.js";
import { COMMAND_LOADERS } from "./loaders.js";
import { runCommandLine } from "./program.js";

function streams() {
  const out = new PassThrough();
  const err = new PassThrough();
  return { io: { out, err, stdin: new PassThrough() }, text: () => String(out.read() ?? "") };
}

describe("pinakes doctor", () => {
  it("gives one JSON document with all that was asked for", async () => {
    const { io, text } = streams();
    const options = { io, loaders: COMMAND_LOADERS, env: {} };
    expect(await runCommandLine(["doctor", "--grad-check", "--json"], options)).toBe(0);
    const report = JSON.parse(text());
    expect(report).toMatchObject({ ok: true, pinakes: expect.stringMatching(/^\d+\./u) });
    expect(report.gradients.length).toBeGreaterThan(40);
    expect(report).not.toHaveProperty("speed");
  });

  it.each([true, false])("ends with exit code 6 where something needed is broken (json: %s)", (json) => {
    const { io, text } = streams();
    const failed = {
      ok: false,
      pinakes: "1.0.0",
      versions: { node: "v20.0.0", onnxruntime: "1.30.0" },
      machine: { platform: "linux", cpu: "x", threads: 1, memory_gib: 1, free_memory_gib: 1, load: 0 },
      devices: [],
      checks: [{ name: "determinism", ok: false, detail: "loss differs between two runs of one session" }],
    };
    expect(tell(failed, { gradCheck: false, speed: false, json }, io)).toBe(6);
    expect(text()).toContain(json ? '"ok": false' : "FAILED  loss differs between two runs");
  });
});
