import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runReport } from "../src/report/index.js";
import { sampleRun } from "../src/report/testing/sample-run.js";
import { axeFindings, hasBrowser, openFile, startBrowser } from "./support/browser.js";

const installed = hasBrowser();

let browser: Browser;
let folder: string;

beforeAll(async () => {
  if (!installed) return;
  folder = await mkdtemp(join(tmpdir(), "pinakes-pages-"));
  for (const task of ["multi-class", "multi-label", "hierarchical"] as const) {
    await writeFile(join(folder, `${task}.html`), runReport(sampleRun({ task, labels: 4, texts: 32 })).html);
  }
  browser = await startBrowser();
});
afterAll(async () => {
  if (!installed) return;
  await browser.close();
  await rm(folder, { recursive: true });
});

const open = (task: string, options?: BrowserContextOptions) =>
  openFile(browser, join(folder, `${task}.html`), options);

/** Moves a slider as a hand would. */
async function slide(page: Page, selector: string, value: string): Promise<void> {
  await page.locator(selector).evaluate((input, to) => {
    (input as HTMLInputElement).value = to;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, value);
}

describe.skipIf(!installed)("a report in a browser", () => {
  it.each(["multi-class", "multi-label", "hierarchical"])(
    "%s: nothing that axe finds, no faults, no requests",
    async (task) => {
      for (const colorScheme of task === "multi-class" ? (["light", "dark"] as const) : (["light"] as const)) {
        const { page, faults, context } = await open(task, { colorScheme });
        expect(await axeFindings(page)).toEqual([]);
        expect(faults).toEqual([]);
        await context.close();
      }
    },
  );

  it("shows the texts of a cell by the keyboard, and gives the focus back", async () => {
    const { page, faults, context } = await open("multi-class");
    const cell = page.locator("table.matrix button").first();
    const count = Number(await cell.textContent());
    await cell.focus();
    await page.keyboard.press("Enter");
    expect(await page.locator(".drilled li").count()).toBe(count);
    expect(await page.locator(".drill h4").textContent()).toContain("label 0, predicted label 0");
    await page.getByRole("button", { name: "Close" }).click();
    expect(await cell.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(faults).toEqual([]);
    await context.close();
  });

  it("orders the matrix, sorts and filters tables", async () => {
    const { page, context } = await open("multi-class");
    const before = await page.locator("table.matrix tbody th").allTextContents();
    await page.locator("select[data-order]").selectOption({ label: "by F1" });
    const after = await page.locator("table.matrix tbody th").allTextContents();
    expect(after).not.toEqual(before);
    expect(await page.locator("table.matrix thead th").allTextContents()).toEqual(after);
    const table = page.locator("#labels table");
    const values = async () => (await table.locator("tbody tr td:nth-child(4)").allTextContents()).map(Number);
    await table.getByRole("button", { name: "F1" }).click();
    expect(await values()).toEqual((await values()).toSorted((a, b) => b - a));
    expect(await table.locator('th[aria-sort="descending"]').textContent()).toBe("F1");
    await table.getByRole("button", { name: "F1" }).click();
    expect(await values()).toEqual((await values()).toSorted((a, b) => a - b));
    await page.locator("#overview input[type=search]").fill("macro f1");
    expect(await page.locator("#overview tbody tr:visible").count()).toBe(1);
    await context.close();
  });

  it("recomputes figures as thresholds move: those of the run where they stand as the model has them", async () => {
    const { page, faults, context } = await open("multi-label");
    const metrics = sampleRun({ task: "multi-label", labels: 4, texts: 32 }).evaluation.splits.test?.metrics ?? {};
    const told = page.locator("[data-sliders] [data-told]");
    expect(await told.textContent()).toContain(`F1 ${metrics.micro_f1?.toFixed(3)}. Macro`);
    expect(await told.textContent()).toContain(`F1 ${metrics.macro_f1?.toFixed(3)}.`);
    const row = page.locator('tr[data-label="0"]');
    const recall = async () => Number(await row.locator('[data-figure="recall"]').textContent());
    const first = await recall();
    await slide(page, 'tr[data-label="0"] input', "0.9");
    expect(await recall()).toBeLessThan(first);
    await slide(page, 'tr[data-label="0"] input', "0");
    expect(await recall()).toBe(1);
    await page.getByRole("button", { name: "As the model has them" }).click();
    expect(await recall()).toBe(first);
    expect(faults).toEqual([]);
    await context.close();
  });

  it("recomputes figures as a confidence moves", async () => {
    const { page, context } = await open("multi-class");
    const accuracy =
      sampleRun({ task: "multi-class", labels: 4, texts: 32 }).evaluation.splits.test?.metrics.accuracy ?? 0;
    const told = page.locator('[data-confidence] [data-figure="accuracy of answers"]');
    expect(Number(await told.textContent())).toBeCloseTo(accuracy, 3);
    await slide(page, "[data-confidence] input", "0.5");
    expect(await page.locator('[data-figure="texts answered"]').textContent()).not.toContain("32 of 32");
    await context.close();
  });

  it("draws the curves of a chosen label in the plot", async () => {
    const { page, context } = await open("multi-class");
    await page.locator("select[data-curve]").selectOption({ label: "label 3" });
    const boxes = await page
      .locator("#ranking .wide polyline.chosen")
      .evaluateAll((lines) =>
        lines.map((line) => (line as unknown as SVGPolylineElement).getBBox()).map(({ x, width }) => [x, x + width]),
      );
    expect(boxes).toHaveLength(2);
    for (const [from = 0, to = 0] of boxes) expect(from >= 56 && to <= 744.5).toBe(true);
    await context.close();
  });

  it("is read on a phone without scrolling sideways, and with scripts off", async () => {
    const { page, context } = await open("hierarchical", { viewport: { width: 375, height: 700 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    await context.close();
    const off = await open("multi-class", { javaScriptEnabled: false });
    expect(await off.page.locator("figure.chart .wide svg").first().isVisible()).toBe(true);
    expect(await off.page.locator("table.matrix").isVisible()).toBe(true);
    expect(await off.page.locator("[data-confidence]").isVisible()).toBe(false);
    expect(off.faults).toEqual([]);
    await off.context.close();
  });
});
