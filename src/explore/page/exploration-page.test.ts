import { describe, expect, it } from "vitest";
import { exploreData } from "../explore.js";
import { inputOf, partOf, type TestRow } from "../testing/explored.js";
import { explorationPage } from "./exploration-page.js";
import { explorationFigures } from "./figures.js";

const idsOf = (page: string): string[] => [...page.matchAll(/<section id="([^"]+)"/gu)].map(([, id]) => id ?? "");

const SETS: readonly TestRow[] = [
  ["one and two", "a", "b"],
  ["three <script>alert(1)</script>", "a"],
  ["four", "b & c"],
  ["four!", "a"],
];

describe("the page of an exploration", () => {
  it("has a section for all that there is, and escapes what texts and labels hold", () => {
    const page = explorationPage(exploreData(inputOf("multi-label", [partOf("train", SETS), partOf("test", SETS)])));
    expect(idsOf(page)).toEqual(["findings", "sizes", "labels", "sets", "lengths", "vocabulary", "repeats", "samples"]);
    expect(page).not.toContain("<script>alert");
    expect(page).toContain("three &lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).toContain("b &amp; c");
    expect(page).toContain("4 test texts (100.0 %) also stand in train");
    expect(page).not.toMatch(/(?:src|href)="https?:/u);
  });

  it("draws a tree, whole or its upper levels", () => {
    const treeOf = (leaves: number) => {
      const rows = Array.from(
        { length: leaves },
        (_, i): TestRow => [`text ${i}`, `top${i % 2}`, `mid${i % 4}`, `leaf${i}`],
      );
      return exploreData(inputOf("hierarchical", [partOf("all", rows)]));
    };
    const small = treeOf(8);
    expect(idsOf(explorationPage(small))).toEqual(expect.arrayContaining(["level1", "level2", "level3", "taxonomy"]));
    const svgOf = (exploration: typeof small) =>
      explorationFigures(exploration)
        .find(({ id }) => id === "tree")
        ?.svg(760) ?? "";
    expect(svgOf(small)).toContain("leaf7");
    expect(svgOf(treeOf(80))).toContain("mid3");
    expect(svgOf(treeOf(80))).not.toContain("leaf7");
  });

  it("names every figure once, and draws each at both widths", () => {
    const rows = Array.from({ length: 60 }, (_, i): TestRow => [`text number ${i} ${"more ".repeat(i)}`, `label${i}`]);
    const figures = explorationFigures(exploreData(inputOf("multi-class", [partOf("all", rows)])));
    const ids = figures.map(({ id }) => id);
    expect(ids).toEqual(["labels-label", "labels-by-rank-label", "length-in-words", "length-in-characters"]);
    for (const figure of figures)
      for (const width of [340, 760]) expect(figure.svg(width)).toMatch(/^<svg .*<\/svg>$/su);
  });
});
