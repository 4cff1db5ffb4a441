import type { Baseline, Method, QuadratureRule } from "../explain/index.js";
import type { Io } from "./io.js";

/** What each command is called with, options and arguments together. */
export interface CommandArguments {
  init: InitArguments;
  explore: ExploreArguments;
  train: TrainArguments;
  pretrain: PretrainArguments;
  evaluate: EvaluateArguments;
  predict: PredictArguments;
  explain: ExplainArguments;
  export: ExportArguments;
  summary: SummaryArguments;
  report: ReportArguments;
  compare: CompareArguments;
  doctor: DoctorArguments;
  cache: CacheArguments;
}

/** Arguments of `pinakes init`. */
export interface InitArguments {
  readonly data: string;
  readonly out: string;
  readonly force: boolean;
  /** Take the guesses without asking. */
  readonly yes: boolean;
  readonly json: boolean;
}

/** Arguments of `pinakes explore`. */
export interface ExploreArguments {
  readonly target: string;
  /** Of the stop words. */
  readonly language: string;
  readonly out?: string;
  readonly figures?: string;
  readonly set: readonly string[];
  readonly json: boolean;
}

/** Arguments of `pinakes train`. */
export interface TrainArguments extends PretrainArguments {
  /** The config's `folds`. */
  readonly folds?: string;
  /** Whether a flat model is trained beside, and compared. */
  readonly flatBaseline: boolean;
}

/** Arguments of `pinakes pretrain`. */
export interface PretrainArguments {
  readonly config: string;
  readonly out?: string;
  readonly set: readonly string[];
  readonly resume: boolean;
  readonly overwrite: boolean;
  readonly json: boolean;
}

/** Arguments of `pinakes evaluate`. */
export interface EvaluateArguments {
  readonly run: string;
  readonly data?: string;
  readonly split: "train" | "validation" | "test" | "all";
  /** `best`, `last` or `epoch-N`. */
  readonly checkpoint: string;
  /** Where the figures are written as JSON. */
  readonly output?: string;
  readonly json: boolean;
}

/** Arguments of `pinakes predict`. */
export interface PredictArguments {
  readonly run: string;
  readonly texts: readonly string[];
  readonly input?: string;
  readonly output?: string;
  readonly format: "jsonl" | "csv";
  readonly topK: number;
}

/** Arguments of `pinakes explain`. */
export interface ExplainArguments {
  readonly run: string;
  readonly texts: readonly string[];
  /** What is true of the texts: a label, the labels of a path from the first level down, or those of a set. */
  readonly gold: readonly string[];
  readonly label: readonly string[];
  readonly method: readonly Method[];
  readonly steps?: number;
  readonly rule?: QuadratureRule;
  readonly baseline?: Baseline;
  /** Counted from 1. */
  readonly layers?: readonly number[] | "all";
  /** Counted from 1. */
  readonly heads?: readonly number[] | "all";
  readonly random?: number;
  readonly sample?: number;
  readonly split: "train" | "validation" | "test";
  readonly shown?: number;
  readonly seed: number;
  readonly html?: string;
  readonly png?: string;
  /** `best`, `last` or `epoch-N`. */
  readonly checkpoint: string;
  readonly json: boolean;
}

/** Arguments of `pinakes export`. */
export interface ExportArguments {
  readonly run: string;
  readonly format: "onnx" | "hf";
  readonly out?: string;
  /** `best`, `last` or `epoch-N`. */
  readonly checkpoint: string;
  readonly overwrite: boolean;
  readonly json: boolean;
}

/** Arguments of `pinakes summary`. */
export interface SummaryArguments {
  readonly target: string;
  readonly set: readonly string[];
  readonly json: boolean;
}

/** Arguments of `pinakes compare`. */
export interface CompareArguments {
  /** Run directories and config files. */
  readonly targets: readonly string[];
  readonly out?: string;
  readonly set: readonly string[];
  readonly vary: readonly string[];
  readonly overwrite: boolean;
  readonly split?: "train" | "validation" | "test";
  readonly data?: string;
  readonly metric?: string;
  readonly baseline?: string;
  readonly resamples: number;
  readonly learningCurve: boolean;
  readonly shares?: readonly number[];
  readonly markdown?: string;
  readonly csv?: string;
  readonly html?: string;
  readonly json: boolean;
}

/** Arguments of `pinakes report`. */
export interface ReportArguments {
  readonly run: string;
  readonly out?: string;
  readonly figures?: string;
  readonly fullTexts: boolean;
  readonly json: boolean;
}

/** Arguments of `pinakes doctor`. */
export interface DoctorArguments {
  readonly gradCheck: boolean;
  readonly speed: boolean;
  readonly json: boolean;
}

/** Arguments of `pinakes cache`. */
export interface CacheArguments {
  readonly clear: boolean;
  readonly json: boolean;
}

/** The name of a command. */
export type CommandName = keyof CommandArguments;

/** A command's own file: it parses nothing, calls the library, prints and returns the exit code. */
export interface CommandModule<Name extends CommandName> {
  readonly run: (args: CommandArguments[Name], io: Io) => Promise<number>;
}

/** Loads the command files when they are needed. A command that is not in the table is not offered. */
export type CommandLoaders = { readonly [Name in CommandName]?: () => Promise<CommandModule<Name>> };
