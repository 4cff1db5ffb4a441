import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";

/** Whether there is a browser to test pages in; says so where there is none. */
export function hasBrowser(): boolean {
  if (existsSync(CHROMIUM)) return true;
  process.stderr.write(`skipped: pages in a browser, since there is no ${CHROMIUM}\n`);
  return false;
}

/** Starts the browser. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}

/** A page that was opened from a file. */
export interface OpenedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page wrote to the console, threw, and asked for beside itself: nothing, of a good page. */
  readonly faults: readonly string[];
}

/** Opens a file in a window of its own, as wide as a laptop where not said otherwise. */
export async function openFile(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
  const page = await context.newPage();
  const { href } = pathToFileURL(file);
  const faults: string[] = [];
  page.on("console", (message) => faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== href) faults.push(`request: ${request.url()}`);
  });
  await page.goto(href);
  return { page, context, faults };
}

/**
 * What axe finds wrong with a page, with the first place of each. Of drawings it looks at their names alone: a reader of the
 * page is told these, and the contrast of what stands within is a matter of the palette.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  const found = [
    ...(await new AxeBuilder({ page }).exclude("svg").analyze()).violations,
    ...(await new AxeBuilder({ page }).withRules(["svg-img-alt", "role-img-alt"]).analyze()).violations,
  ];
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}
