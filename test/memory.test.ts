import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BuiltCli, buildCli } from "./support/built-cli.js";
import { ROOT } from "./support/source-files.js";

let cli: BuiltCli;

beforeAll(async () => {
  cli = await buildCli();
});

afterAll(() => cli.remove());

const TRANSFORMER = { hiddenSize: 128, layers: 4, heads: 4, innerSize: 512 };

/** The sizes of `bench/memory.mjs` are larger; of a small process, more is the runtime's own. */
it.each<[string, object]>([
  ["a transformer", { bert: TRANSFORMER, batch: 16, time: 128, steps: 2 }],
  [
    "a transformer in micro-batches, with validation",
    { bert: TRANSFORMER, batch: 16, micro: 4, time: 128, validation: 32 },
  ],
  ["a BiLSTM", { recurrent: { type: "bilstm", hidden_size: 128, embedding_size: 64 }, batch: 32, time: 128 }],
])(
  "the memory of %s is estimated within 20 % of what its process held",
  async (_, task) => {
    const child = join(ROOT, "bench", "lib", "made-up-training.mjs");
    const built = dirname(dirname(cli.main));
    const { stdout } = await promisify(execFile)(process.execPath, [child, built, JSON.stringify(task)]);
    const { estimate, measured, parts } = JSON.parse(stdout) as { estimate: number; measured: number; parts: object };
    expect(Math.abs(estimate / measured - 1), JSON.stringify({ estimate, measured, parts })).toBeLessThan(0.2);
  },
  120_000,
);
