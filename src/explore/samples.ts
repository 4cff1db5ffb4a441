import { formatPlace } from "../data/index.js";
import { countCharacters, countWords } from "../text/index.js";
import type { ExploreInput, PartName, PlacedText } from "./input.js";

/** One row, as it was read and as a model gets it. */
export interface SampleRow {
  readonly id: string;
  readonly part: PartName;
  readonly place: string;
  readonly labels: readonly string[];
  /** Both begin as the text does, and are cut where it is long. */
  readonly before: string;
  readonly after: string;
}

/** What stripping and cleaning do. */
export interface CleaningReport {
  /** Texts that are not as they were read, but for white space. */
  readonly changed: number;
  /** Texts of which something was left, and now nothing is. */
  readonly emptied: number;
  readonly characters: { readonly before: number; readonly after: number };
  readonly words: { readonly before: number; readonly after: number };
}

const ROWS = 6;
const LONGEST_SAMPLE = 600;

/** Rows at equal distances through the first part. */
export function sampleRows({ parts }: Pick<ExploreInput, "parts">): SampleRow[] {
  const [first] = parts;
  if (first === undefined) return [];
  const { name, examples, texts } = first;
  const count = Math.min(ROWS, examples.length);
  return Array.from({ length: count }, (_, at) => Math.floor((at * examples.length) / count)).map((row) => {
    const example = examples[row] as (typeof examples)[number];
    const { id, where, gold, text } = example;
    const after = texts[row] as string;
    return { id, part: name, place: formatPlace(where), labels: gold, before: excerpt(text), after: excerpt(after) };
  });
}

/** The beginning of a text, cut between characters. */
export function excerpt(text: string, longest = LONGEST_SAMPLE): string {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest).replace(/[\uD800-\uDBFF]$/u, "");
  return `${cut}…`;
}

/** How much stripping and cleaning took away. */
export function cleaningReport(all: readonly PlacedText[]): CleaningReport {
  const characters = { before: 0, after: 0 };
  const words = { before: 0, after: 0 };
  let [changed, emptied] = [0, 0];
  for (const { example, text } of all) {
    if (collapsed(example.text) !== collapsed(text)) changed++;
    if (text === "" && example.text.trim() !== "") emptied++;
    characters.before += countCharacters(example.text);
    characters.after += countCharacters(text);
    words.before += countWords(example.text);
    words.after += countWords(text);
  }
  return { changed, emptied, characters, words };
}

function collapsed(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}
