import type { Example } from "../../data/index.js";
import { buildLabelSpace, type Gold, type Task } from "../../labels/index.js";
import { corpusOf } from "../corpus.js";
import type { ExploredPart, ExploreInput, PartName } from "../input.js";

/** A text of a test, with its labels. */
export type TestRow = readonly [text: string, ...labels: string[]];

/** A part of test texts; `before` says what a text was before it was cleaned. */
export function partOf(
  name: PartName,
  rows: readonly TestRow[],
  before: (text: string) => string = (text) => text,
): ExploredPart {
  const examples = rows.map(([text, ...gold], index): Example => {
    return { index, id: `${name}-${index}`, text: before(text), gold, where: { file: `${name}.csv`, line: index + 2 } };
  });
  return { name, examples, texts: rows.map(([text]) => text) };
}

/** What an exploration is made from, for test parts. */
export function inputOf(
  task: Task,
  parts: readonly ExploredPart[],
  { severalPaths = false, known }: { severalPaths?: boolean; known?: readonly Gold[] } = {},
): ExploreInput {
  const golds = parts[0]?.examples.map(({ gold }) => gold) ?? [];
  const rows = parts.reduce((sum, { texts }) => sum + texts.length, 0);
  return {
    name: "test",
    parts,
    corpus: corpusOf(parts),
    language: "en",
    space: buildLabelSpace(golds, { task, severalPaths, known, placeOf: (row) => `row ${row}` }),
    severalPaths,
    report: { files: [{ file: "test.csv", rows }], rows, dropped: [], split: "by files" },
    findings: [],
  };
}
