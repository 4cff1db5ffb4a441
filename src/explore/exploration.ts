import type { DataReport } from "../data/index.js";
import type { Task } from "../labels/index.js";
import type { Advice } from "./advice.js";
import type { LabelWords } from "./class-words.js";
import type { PartName } from "./input.js";
import type { HeadCounts } from "./label-counts.js";
import type { CoOccurrence, LabelsPerText } from "./label-sets.js";
import type { LengthReport, TokenLengthReport } from "./lengths.js";
import type { RepeatReport } from "./repeats/repeats.js";
import type { CleaningReport, SampleRow } from "./samples.js";
import type { TreeReport } from "./tree.js";
import type { VocabularyReport } from "./vocabulary.js";

/** The version of the form of an exploration. A change that breaks readers raises it. */
export const EXPLORATION_VERSION = 1;

/** Sizes of one part; the figures are those of the texts as a model gets them. */
export interface PartFigures {
  readonly name: PartName;
  readonly texts: number;
  readonly empty: number;
  /** Texts of one or two words. */
  readonly short: number;
  /** Words between white space. */
  readonly words: number;
  /** Code points. */
  readonly characters: number;
}

/** What is in the data, as plain data: it is written as JSON as it is. */
export interface Exploration {
  readonly version: number;
  readonly name: string;
  readonly task: Task;
  readonly files: DataReport["files"];
  /** Rows read, the dropped ones included. */
  readonly rows: number;
  readonly dropped: DataReport["dropped"];
  /** How the parts came about. */
  readonly split: string;
  /** In their order; the first is what a model learns from. */
  readonly parts: readonly PartFigures[];
  readonly samples: readonly SampleRow[];
  readonly cleaning: CleaningReport;
  /** A table a task, or a level of a hierarchy. */
  readonly labels: readonly HeadCounts[];
  /** Of multi-label and hierarchical tasks. */
  readonly labels_per_text?: LabelsPerText;
  /** Of multi-label tasks. */
  readonly co_occurrence?: CoOccurrence;
  /** Of hierarchical tasks. */
  readonly tree?: TreeReport;
  readonly lengths: {
    readonly words: LengthReport;
    readonly characters: LengthReport;
    /** Where there is a config with a tokenizer. */
    readonly tokens?: TokenLengthReport;
  };
  readonly vocabulary: VocabularyReport;
  /** Whose stop words the commonest words leave out: a code of ISO 639-1, or `none`. */
  readonly language: string;
  readonly label_words: readonly LabelWords[];
  readonly repeats: RepeatReport;
  /** The gravest first. */
  readonly findings: readonly Advice[];
}

/** All of an exploration but what follows from it. */
export type ExploredFigures = Omit<Exploration, "findings">;
