import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explorationPage, exploreData } from "../src/explore/index.js";
import { inputOf, partOf, type TestRow } from "../src/explore/testing/explored.js";
import type { Task } from "../src/labels/index.js";
import { axeFindings, hasBrowser, openFile, startBrowser } from "./support/browser.js";

const installed = hasBrowser();
const TASKS: readonly Task[] = ["multi-class", "multi-label", "hierarchical"];

let browser: Browser;
let folder: string;
const fileOf = (task: Task): string => join(folder, `${task}.html`);

beforeAll(async () => {
  if (!installed) return;
  folder = await mkdtemp(join(tmpdir(), "pinakes-explore-pages-"));
  for (const task of TASKS) {
    const parts = [partOf("train", rowsOf(task, 0, 40)), partOf("test", rowsOf(task, 35, 50))];
    await writeFile(fileOf(task), explorationPage(exploreData(inputOf(task, parts))));
  }
  browser = await startBrowser();
});
afterAll(async () => {
  if (!installed) return;
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Texts of several lengths. */
function rowsOf(task: Task, from: number, to: number): TestRow[] {
  return Array.from({ length: to - from }, (_, row): TestRow => {
    const i = from + row;
    const text = `text ${i} of the label${i % 12} ${"and more ".repeat(i % 7)}`;
    if (task === "multi-label") return [text, `label ${i % 5}`, ...(i % 2 === 0 ? [`label ${(i + 1) % 5}`] : [])];
    if (task === "hierarchical") return [text, `top ${i % 3}`, `middle ${i % 6}`, `leaf ${i % 12}`];
    return [text, `label ${i % 12}`];
  });
}

describe.skipIf(!installed)("the page of an exploration in a browser", () => {
  it.each([
    ["multi-class", "light"],
    ["multi-label", "dark"],
    ["hierarchical", "light"],
  ] as const)("%s, %s: nothing that axe finds, no faults, no requests", async (task, colorScheme) => {
    const { page, context, faults } = await openFile(browser, fileOf(task), { colorScheme });
    for (const details of await page.locator("main details").all()) {
      await details.evaluate((element) => element.setAttribute("open", ""));
    }
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });

  it("sorts its labels by a number and by name, and filters them", async () => {
    const { page, context } = await openFile(browser, fileOf("multi-class"));
    const table = page.locator("table.labels");
    const names = () => table.locator("tbody th").allTextContents();
    const words = async () => (await table.locator("tbody td:nth-child(5)").allTextContents()).map(Number);
    await table.getByRole("button", { name: /^Words/u }).click();
    expect(await words()).toEqual((await words()).toSorted((a, b) => b - a));
    expect(new Set(await words()).size).toBeGreaterThan(1);
    await table.getByRole("button", { name: "Label" }).click();
    expect(await names()).toEqual(Array.from({ length: 12 }, (_, i) => `label ${i}`));
    await page.locator("#labels input[type=search]").fill("label 11");
    expect(await table.locator("tbody tr:visible th").allTextContents()).toEqual(["label 11"]);
    await context.close();
  });

  it("opens the tree and the texts that are alike, and goes to what the contents name", async () => {
    const { page, context, faults } = await openFile(browser, fileOf("hierarchical"));
    const leaf = page.locator("ul.tree .leaf").first();
    expect(await leaf.isVisible()).toBe(false);
    await page.locator("ul.tree ul.tree summary").first().click();
    expect(await leaf.isVisible()).toBe(true);
    await page.locator("nav.contents").getByRole("link", { name: "Repeated texts" }).click();
    await page.locator(".groups summary").first().click();
    expect(await page.locator(".groups blockquote").first().isVisible()).toBe(true);
    expect(await page.locator("#repeats h2").evaluate((head) => head.getBoundingClientRect().top)).toBeLessThan(900);
    expect(faults).toEqual([]);
    await context.close();
  });

  it.each(TASKS)("%s: is read on a phone without scrolling sideways, and with scripts off", async (task) => {
    const options = { viewport: { width: 375, height: 700 }, javaScriptEnabled: false };
    const { page, context, faults } = await openFile(browser, fileOf(task), options);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    expect(await page.locator("figure.chart .narrow svg").first().isVisible()).toBe(true);
    expect(await page.locator("figure.chart .wide svg").first().isVisible()).toBe(false);
    expect(faults).toEqual([]);
    await context.close();
  });
});
