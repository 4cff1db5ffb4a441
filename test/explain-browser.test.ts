import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explainSample, samplePage, textsPage } from "../src/explain/index.js";
import { close, PLANTED, plantedData, trainedExplainer } from "../src/explain/testing/planted.js";
import { Rng } from "../src/shared/index.js";
import { axeFindings, hasBrowser, openFile, startBrowser } from "./support/browser.js";

const installed = hasBrowser();
const PAGES = ["text", "sample"] as const;

let browser: Browser;
let folder: string;
const fileOf = (page: (typeof PAGES)[number]): string => join(folder, `${page}.html`);

/** One text that shows what is escaped, and a sample, of a transformer that learned one word a label. */
beforeAll(async () => {
  if (!installed) return;
  folder = await plantedData();
  const config = {
    data: { train: "data.jsonl", split: { validation: 0.2, test: 0.2 } },
    text: { max_length: 20 },
    model: { type: "bert", checkpoint: "bert" },
    training: { epochs: 2, batch_size: 16, learning_rate: 0.01 },
    seed: 3,
  } as const;
  const explainer = await trainedExplainer(folder, config, "planted");
  const named = { run: "runs/planted", model: "bert" };
  const text = await explainer.explain(`the <b>${PLANTED.sport}</b> of today`, {
    rng: Rng.fromSeed(1),
    gold: ["sport"],
  });
  await writeFile(fileOf("text"), textsPage([text], named).html);
  const texts = Array.from({ length: 12 }, (_, row) => {
    const label = row % 2 === 0 ? "space" : "sport";
    return { id: `${row}`, text: `a new report ${row} of the ${PLANTED[label]}`, gold: [row < 10 ? label : "space"] };
  });
  const sample = await explainSample(explainer, texts, { rng: Rng.fromSeed(1), size: 8, shown: 2 });
  await writeFile(fileOf("sample"), samplePage(sample, named).html);
  await close(explainer);
  browser = await startBrowser();
}, 120_000);
afterAll(async () => {
  if (!installed) return;
  await browser.close();
  await rm(folder, { recursive: true });
});

describe.skipIf(!installed)("the page of an explanation in a browser", () => {
  it.each([
    ["text", "light"],
    ["text", "dark"],
    ["sample", "light"],
  ] as const)("%s, %s: nothing that axe finds, no faults, no requests", async (name, colorScheme) => {
    const { page, context, faults } = await openFile(browser, fileOf(name), { colorScheme });
    for (const details of await page.locator("main details").all()) {
      await details.evaluate((element) => element.setAttribute("open", ""));
    }
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });

  it("heads the text with its labels, and shows it as text", async () => {
    const { page, context } = await openFile(browser, fileOf("text"));
    const shown = await page.locator("main section").first().textContent();
    expect(shown).toContain(`<b>${PLANTED.sport}</b>`);
    expect(shown).toMatch(/sport/u);
    expect(await page.locator("main b").count()).toBe(0);
    await context.close();
  });

  it.each(PAGES)("%s: is read on a phone without scrolling sideways, and with scripts off", async (name) => {
    const options = { viewport: { width: 375, height: 700 }, javaScriptEnabled: false };
    const { page, context, faults } = await openFile(browser, fileOf(name), options);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    expect(await page.locator("figure.chart .narrow svg").first().isVisible()).toBe(true);
    expect(faults).toEqual([]);
    await context.close();
  });
});
