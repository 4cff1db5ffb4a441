import { countCharacters, countWords } from "../text/index.js";
import { adviceOf } from "./advise.js";
import { labelWords } from "./class-words.js";
import { EXPLORATION_VERSION, type Exploration, type ExploredFigures, type PartFigures } from "./exploration.js";
import { allTexts, type ExploredPart, type ExploreInput } from "./input.js";
import { labelCounts } from "./label-counts.js";
import { coOccurrence, labelsPerText } from "./label-sets.js";
import { lengthReport, tokenLengthReport } from "./lengths.js";
import { repeatReport } from "./repeats/repeats.js";
import { cleaningReport, sampleRows } from "./samples.js";
import { treeReport } from "./tree.js";
import { vocabularyReport } from "./vocabulary.js";

/** All that is worth knowing about data before a model is trained on it. */
export function exploreData(input: ExploreInput): Exploration {
  const { parts, space, report, tokenizer } = input;
  const all = allTexts(parts);
  const perText = labelsPerText(input);
  const together = coOccurrence(input);
  const tree = treeReport(input);
  const figures: ExploredFigures = {
    version: EXPLORATION_VERSION,
    name: input.name,
    task: space.task,
    files: report.files,
    rows: report.rows,
    dropped: report.dropped,
    split: report.split,
    parts: parts.map(partFigures),
    samples: sampleRows(input),
    cleaning: cleaningReport(all),
    labels: labelCounts(input),
    ...(perText === undefined ? {} : { labels_per_text: perText }),
    ...(together === undefined ? {} : { co_occurrence: together }),
    ...(tree === undefined ? {} : { tree }),
    lengths: {
      words: lengthReport(parts, countWords),
      characters: lengthReport(parts, countCharacters),
      ...(tokenizer === undefined ? {} : { tokens: tokenLengthReport(parts, tokenizer) }),
    },
    vocabulary: vocabularyReport(input),
    language: input.language,
    label_words: labelWords(input),
    repeats: repeatReport(all, input),
  };
  return { ...figures, findings: adviceOf(figures, input.findings) };
}

function partFigures({ name, texts }: ExploredPart): PartFigures {
  const words = texts.map(countWords);
  const characters = texts.map(countCharacters);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    name,
    texts: texts.length,
    empty: texts.filter((text) => text.trim() === "").length,
    short: words.filter((count) => count === 1 || count === 2).length,
    words: sum(words),
    characters: sum(characters),
  };
}
