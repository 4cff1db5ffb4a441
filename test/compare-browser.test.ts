import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareRuns, comparisonPage } from "../src/compare/index.js";
import { type MadeUpText, writeMadeUpRun } from "../src/compare/testing/made-up-run.js";
import { buildLabelSpace } from "../src/labels/index.js";
import { axeFindings, hasBrowser, openFile, startBrowser } from "./support/browser.js";

const installed = hasBrowser();
const space = buildLabelSpace([["a"], ["b"]], { task: "multi-class" });

let browser: Browser;
let folder: string;
const file = (): string => join(folder, "compare.html");

/** Three models, the second worse than the first, the third alike and dearer. */
beforeAll(async () => {
  if (!installed) return;
  folder = await mkdtemp(join(tmpdir(), "pinakes-compare-pages-"));
  const models = { fast: [48, 1000], weak: [30, 500], large: [47, 90_000] } as const;
  const runs = [];
  for (const [name, [right, total]] of Object.entries(models)) {
    const evaluation = { parameters: { total, trainable: total } };
    const losses = [0.7, 0.5, 0.4].slice(0, name === "weak" ? 2 : 3);
    const run = { space, test: texts(right), validation: texts(right), losses, bestEpoch: 2, evaluation };
    runs.push({ name, run: await writeMadeUpRun(join(folder, name), run) });
  }
  await writeFile(file(), comparisonPage(await compareRuns(runs, { resamples: 200, baseline: "large" })));
  browser = await startBrowser();
});
afterAll(async () => {
  if (!installed) return;
  await browser.close();
  await rm(folder, { recursive: true });
});

function texts(right: number): MadeUpText[] {
  return Array.from({ length: 60 }, (_, row) => {
    const gold = row % 2 === 0 ? "a" : "b";
    return { id: `t${row}`, gold, predicted: row < right ? gold : gold === "a" ? "b" : "a" };
  });
}

describe.skipIf(!installed)("the page of a comparison in a browser", () => {
  it.each(["light", "dark"] as const)("%s: nothing that axe finds, no faults, no requests", async (colorScheme) => {
    const { page, context, faults } = await openFile(browser, file(), { colorScheme });
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });

  it("says who is best first, and sorts the differences by their size", async () => {
    const { page, context } = await openFile(browser, file());
    expect(await page.locator("main section").first().textContent()).toMatch(/fast beats weak by 30\.0 ± /u);
    const table = page.locator("#differences table").last();
    const differences = async (): Promise<number[]> =>
      (await table.locator("tbody td:nth-of-type(2)").allTextContents()).map((cell) => Number(cell.replace("−", "-")));
    await table.getByRole("button", { name: "difference" }).click();
    const sorted = await differences();
    expect(sorted).toEqual(sorted.toSorted((a, b) => b - a));
    expect(new Set(sorted).size).toBeGreaterThan(1);
    await context.close();
  });

  it("is read on a phone without scrolling sideways, and with scripts off", async () => {
    const options = { viewport: { width: 375, height: 700 }, javaScriptEnabled: false };
    const { page, context, faults } = await openFile(browser, file(), options);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    expect(await page.locator("figure.chart .narrow svg").first().isVisible()).toBe(true);
    expect(faults).toEqual([]);
    await context.close();
  });
});
