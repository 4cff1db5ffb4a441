import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, it } from "vitest";
import { EXIT } from "../src/shared/index.js";
import { filesBelow, ROOT } from "./support/source-files.js";

const pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", ...filesBelow("docs", ".md")].filter(
  (page) => existsSync(join(ROOT, page)),
);

/** The text without fenced blocks and code spans, which hold no links. */
function prose(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gmu, "").replaceAll(/`[^`\n]*`/gu, "");
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of text.replaceAll(/^```[\s\S]*?^```/gmu, "").matchAll(/^#{1,6} (.+)$/gmu)) {
    const words = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "");
    const base = words.trim().replaceAll(/\s/gu, "-");
    let anchor = base;
    for (let copy = 1; anchors.has(anchor); copy++) anchor = `${base}-${copy}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Links of a page, in words, that lead nowhere. */
function brokenLinks(page: string, text: string): string[] {
  const links = [...prose(text).matchAll(/\]\(([^)\s]+)\)/gu)].map((match) => match[1] as string);
  return links
    .filter((link) => !/^[a-z]+:/u.test(link) && !leadsSomewhere(page, link))
    .map((link) => `${page} → ${link}`);
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : normalize(join(dirname(page), path));
  const file = join(ROOT, target);
  if (target.startsWith("..") || !existsSync(file)) return false;
  if (anchor === undefined || statSync(file).isDirectory()) return anchor === undefined;
  return anchorsOf(readFileSync(file, "utf8")).has(anchor);
}

it("every link between the documents leads somewhere", () => {
  expect(pages.length).toBeGreaterThanOrEqual(7);
  expect(pages.flatMap((page) => brokenLinks(page, readFileSync(join(ROOT, page), "utf8")))).toEqual([]);
});

it("a link to a page or heading that is not there is found", () => {
  const text =
    "[a](gone.md) [b](cli.md#gone) [c](cli.md#exit-codes) [d](https://example.org) `[e](gone.md)` [f](../..)";
  expect(brokenLinks("docs/errors.md", text)).toEqual([
    "docs/errors.md → gone.md",
    "docs/errors.md → cli.md#gone",
    "docs/errors.md → ../..",
  ]);
});

it("docs/cli.md tells every exit code", () => {
  const page = readFileSync(join(ROOT, "docs/cli.md"), "utf8");
  for (const code of Object.values(EXIT)) expect(page).toContain(`| ${code} |`);
});
