import { describe, expect, it } from "vitest";
import {
  forbiddenCalls,
  functionsOf,
  longFunctions,
  longParameterLists,
  typeEscapes,
  undocumentedExports,
  wholesaleExports,
} from "./support/house-rules.js";
import { parseSource, type SourceFile, sourceFiles } from "./support/source-files.js";

const MAX_FILE_LINES = 500;
const MAX_FUNCTION_LINES = 60;
const MAX_PARAMETERS = 4;

/** Files that may be longer, each with its reason. */
const LONG_FILES: Readonly<Record<string, string>> = {};

const files = sourceFiles();

/** Rooms where time and the terminal are at home. */
const isEdge = ({ path }: SourceFile) => /^src\/(?:cli|serve)\//u.test(path);

describe("every file of src/", () => {
  it("was seen", () => {
    expect(files.length).toBeGreaterThan(50);
  });

  it(`has at most ${MAX_FILE_LINES} lines`, () => {
    const long = files.filter(({ path, text }) => text.split("\n").length > MAX_FILE_LINES && !(path in LONG_FILES));
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it("never takes the type any, nor switches the type checker off", () => {
    expect(files.flatMap(typeEscapes)).toEqual([]);
  });

  it("takes randomness, time and output as arguments, outside cli/ and serve/", () => {
    expect(files.filter((file) => !isEdge(file)).flatMap(forbiddenCalls)).toEqual([]);
  });

  it("names what it exports", () => {
    expect(files.flatMap(wholesaleExports)).toEqual([]);
  });

  it("documents what it exports", () => {
    expect(files.flatMap(undocumentedExports)).toEqual([]);
  });

  it(`takes at most ${MAX_PARAMETERS} positional parameters`, () => {
    expect(files.flatMap((file) => longParameterLists(file, MAX_PARAMETERS))).toEqual([]);
  });
});

it(`at most one function in a hundred has more than ${MAX_FUNCTION_LINES} lines`, () => {
  const long = files.flatMap((file) => longFunctions(file, MAX_FUNCTION_LINES));
  const all = files.reduce((sum, file) => sum + functionsOf(file).length, 0);
  expect(all).toBeGreaterThan(100);
  expect(long.length / all, long.join("\n")).toBeLessThanOrEqual(0.01);
});

describe("the rules find planted violations", () => {
  const planted = parseSource(
    "src/planted.ts",
    [
      'export * from "./other.js";',
      "// @ts-ignore",
      "export function noise(a: any, b: number, c: number, d: number, e: number) {",
      ...Array.from({ length: 60 }, (_, line) => `  use(${line});`),
      "  return Math.random() + Date.now() + new Date().getTime();",
      "}",
      "/** A documented one. */",
      "export const known = 1;",
    ].join("\n"),
  );

  it.each([
    [typeEscapes(planted), ["src/planted.ts:3 any", "src/planted.ts:2 // @ts-ignore"]],
    [
      forbiddenCalls(planted),
      ["src/planted.ts:64 Math.random", "src/planted.ts:64 Date.now", "src/planted.ts:64 new Date()"],
    ],
    [wholesaleExports(planted), ['src/planted.ts:1 export * from "./other.js";']],
    [longParameterLists(planted, MAX_PARAMETERS), ["src/planted.ts:3 noise: 5 parameters"]],
    [longFunctions(planted, MAX_FUNCTION_LINES), ["src/planted.ts:3 63 lines"]],
  ])("%j", (found, expected) => {
    expect(found).toEqual(expected);
  });

  it("also exports without a doc comment", () => {
    expect(undocumentedExports(planted)).toHaveLength(1);
  });
});
