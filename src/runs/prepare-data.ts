import type { RunConfig } from "../config/index.js";
import {
  type DataReport,
  type Dataset,
  describeData,
  dropExamples,
  type Example,
  formatPlace,
  joinValidation,
  loadDataset,
  makeFolds,
  makeSplit,
  PARTS,
  type Part,
  partExamples,
  type Split,
  takeTrainShare,
} from "../data/index.js";
import {
  buildLabelSpace,
  type Finding,
  type Gold,
  type LabelScheme,
  type LabelSpace,
  labelScheme,
  labelSpaceFindings,
  type OutputTargets,
} from "../labels/index.js";
import { PinakesError, present, Rng } from "../shared/index.js";
import { createTextPreparer } from "../text/index.js";

/** The texts of one part of the split, prepared for a model. */
export interface PreparedPart {
  readonly examples: readonly Example[];
  /** Prepared: stripped and cleaned. */
  readonly texts: readonly string[];
  readonly golds: readonly Gold[];
  /** What each output of the scheme should say; labels that are not in the training part count nothing. */
  readonly targets: readonly OutputTargets[];
}

/** Data that is ready to train on. */
export interface PreparedData {
  readonly space: LabelSpace;
  /** How the labels become outputs of a model. */
  readonly scheme: LabelScheme;
  readonly split: Split;
  readonly parts: Readonly<Record<Part, PreparedPart>>;
  readonly report: DataReport;
  readonly findings: readonly Finding[];
}

/** The first seed of a config: the split's, where it has none of its own. */
function firstSeed({ seed }: Pick<RunConfig, "seed">): number {
  return typeof seed === "number" ? seed : (seed[0] as number);
}

/** Examples that stay after cleaning, and their texts as a model gets them. */
export interface CleanedData {
  readonly dataset: Dataset;
  readonly textOf: (example: Example) => string;
}

/**
 * Reads and cleans the data of a config, and drops what it asks to drop.
 * @throws PinakesError of the data; DATA_EMPTY where nothing is left
 */
export async function readCleaned(config: RunConfig, baseDir: string): Promise<CleanedData> {
  const { task, data, text, hierarchy } = config;
  const loaded = await loadDataset(data, { task, baseDir, hierarchy });
  const preparer = createTextPreparer(text);
  const prepared = new Map(loaded.examples.map((example) => [example.index, preparer.prepare(example.text)]));
  const textOf = (example: Example): string => present(prepared.get(example.index), "a prepared text");
  const isEmpty = (example: Example): boolean => textOf(example) === "";
  if (data.on_empty === "error") refuseEmpty(loaded.examples.filter(isEmpty));
  const filled = data.on_empty === "drop" ? dropExamples(loaded, isEmpty, "empty after cleaning") : loaded;
  const limits = text.min_words > 0 || text.min_chars > 0;
  const tooShort = `shorter than text.min_words ${text.min_words} or text.min_chars ${text.min_chars}`;
  const dataset = limits ? dropExamples(filled, (example) => preparer.isTooShort(textOf(example)), tooShort) : filled;
  if (dataset.examples.length === 0) throw nothingLeft(loaded.examples.length);
  return { dataset, textOf };
}

/**
 * Reads, cleans, filters and divides the data of a config, and learns its labels from the training part, which has the
 * validation texts too where the config asks for folds.
 */
export async function prepareData(config: RunConfig, baseDir: string): Promise<PreparedData> {
  const cleaned = await readCleaned(config, baseDir);
  const split = await divide(config, cleaned.dataset, baseDir);
  return assemble(config, cleaned, config.folds === undefined ? split : joinValidation(split));
}

/** Data for cross-validation: that of the final model, and that of each fold's, with the same labels. */
export interface PreparedFolds {
  readonly whole: PreparedData;
  readonly folds: readonly PreparedData[];
}

/** What {@link prepareData} gives where the config asks for so many folds, and the data of each fold. */
export async function prepareFolds(config: RunConfig, baseDir: string, count: number): Promise<PreparedFolds> {
  const cleaned = await readCleaned(config, baseDir);
  const split = await divide(config, cleaned.dataset, baseDir);
  const whole = assemble(config, cleaned, joinValidation(split));
  const splits = makeFolds(cleaned.dataset, split, { count, config: config.data.split, seed: firstSeed(config) });
  return { whole, folds: splits.map((own) => assemble(config, cleaned, own, whole.space)) };
}

async function divide({ task, data, ...config }: RunConfig, dataset: Dataset, baseDir: string): Promise<Split> {
  const seed = firstSeed(config);
  const whole = await makeSplit(dataset, data.split, { task, seed, baseDir });
  const splitSeed = (data.split && "seed" in data.split ? data.split.seed : undefined) ?? seed;
  return takeTrainShare(dataset, whole, {
    share: data.train_share,
    rng: Rng.fromSeed(splitSeed).split("train-share"),
  });
}

/** @param known  the labels; those of the training part where not given */
function assemble(config: RunConfig, { dataset, textOf }: CleanedData, split: Split, known?: LabelSpace): PreparedData {
  const examples = partExamples(dataset, split);
  const space = known ?? learnLabels(config, dataset, examples.train);
  const scheme = labelScheme(space, config.hierarchy);
  const part = (name: Part): PreparedPart => {
    const rows = examples[name];
    const golds = rows.map((example) => example.gold);
    return { examples: rows, texts: rows.map(textOf), golds, targets: scheme.targets(golds) };
  };
  const [train, validation, test] = PARTS.map(part) as [PreparedPart, PreparedPart, PreparedPart];
  const report = describeData(dataset, split);
  return {
    space,
    scheme,
    split,
    parts: { train, validation, test },
    report,
    findings: [...report.findings, ...labelSpaceFindings(space)],
  };
}

function learnLabels({ task, data }: RunConfig, dataset: Dataset, train: readonly Example[]): LabelSpace {
  return buildLabelSpace(
    train.map((example) => example.gold),
    {
      task,
      severalPaths: dataset.severalPaths,
      known: dataset.taxonomy,
      order: data.label_order,
      names: data.label_names,
      columns: Array.isArray(data.labels) ? data.labels : undefined,
      placeOf: (row) => formatPlace((train[row] as Example).where),
    },
  );
}

function nothingLeft(count: number): PinakesError {
  return new PinakesError("DATA_EMPTY", {
    where: "data.train",
    message: `none of the ${count} texts is left after cleaning: all are empty or too short.`,
    fix: "look at text.clean, text.min_words, text.min_chars and data.on_empty.",
  });
}

function refuseEmpty(examples: readonly Example[]): void {
  const [first] = examples;
  if (!first) return;
  throw new PinakesError("DATA_TEXT_EMPTY", {
    where: `${first.where.file}:${first.where.line}`,
    message: `${examples.length} texts are empty after cleaning, this one first, and data.on_empty is error.`,
    fix: "set data.on_empty: keep or drop, or clean less (text.clean).",
  });
}
