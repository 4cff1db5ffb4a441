import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { createProgress, formatTable } from "./index.js";

describe("formatTable", () => {
  it("aligns numbers right, texts left, and counts wide characters as two", () => {
    const columns = [{ header: "label" }, { header: "f1", decimals: 3 }, { header: "support" }];
    const rows = [
      ["書評", 0.5, 1200],
      ["spam", undefined, 7],
    ] as const;
    expect(formatTable(columns, rows)).toBe(
      ["label     f1  support", "─────  ─────  ───────", "書評   0.500     1200", "spam                7", ""].join(
        "\n",
      ),
    );
  });

  it("stands without rows", () => {
    expect(formatTable([{ header: "a" }, { header: "bb" }], [])).toBe("a  bb\n─  ──\n");
  });
});

describe("createProgress", () => {
  function recorded(isTTY: boolean) {
    const stream = Object.assign(new PassThrough(), { isTTY, columns: 120 });
    let time = 0;
    const progress = createProgress({ stream, now: () => time, lineIntervalMs: 1000 });
    return { progress, tick: (ms: number) => (time += ms), text: () => String(stream.read() ?? "") };
  }

  it("writes plain lines where there is no terminal, no more often than asked", () => {
    const { progress, tick, text } = recorded(false);
    progress.start(100, "epoch 1/2");
    tick(500);
    progress.update(10);
    tick(1500);
    progress.update(25, { loss: 1.23456, tokensPerSecond: 12345.6 });
    progress.update(26);
    progress.line("epoch 1: done");
    progress.stop();
    expect(text()).toBe("epoch 1/2 25% | loss 1.2346 | 12,346 tokens/s | 6.0 s left\nepoch 1: done\n");
  });

  it("reckons the time left of resumed work by the steps since then", () => {
    const { progress, tick, text } = recorded(false);
    progress.start(100, "training", 50);
    tick(2000);
    progress.update(60);
    expect(text()).toBe("training 60% | 8.0 s left\n");
  });

  it("draws a bar on a terminal, with lines above it, and takes it away", () => {
    const { progress, tick, text } = recorded(true);
    progress.start(4, "epoch 1/2");
    tick(1000);
    progress.update(1, { loss: 0.5 });
    progress.line("epoch 0: done");
    const drawn = text();
    expect(drawn).toContain("25% | loss 0.5000 | 3.0 s left");
    expect(drawn.indexOf("epoch 0: done\n")).toBeLessThan(drawn.lastIndexOf("25%"));
    progress.stop();
    progress.line("after");
    expect(text()).toMatch(/after\n$/u);
  });
});
