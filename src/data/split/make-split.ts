import path from "node:path";
import type { Finding, Task } from "../../labels/index.js";
import { InternalError, PinakesError, Rng } from "../../shared/index.js";
import type { SplitConfig } from "../config.js";
import { formatPlace } from "../problems.js";
import { type Dataset, type Example, PARTS, type Part, type Split } from "../types.js";
import { drawRandom, drawStratified, groupBy, type StratumKey } from "./draw.js";
import { stratifySets } from "./iterative.js";
import { type SplitSizes, splitSizes } from "./sizes.js";
import { readSplit } from "./split-file.js";
import { type Parts, splitByGroup, splitByTime, splitSequential } from "./whole.js";

/** What a split needs beside the config. */
export interface SplitOptions {
  readonly task: Task;
  /** The seed where `split.seed` is not given. */
  readonly seed: number;
  /** The folder that the path of a split file starts from. Default: the working folder. */
  readonly baseDir?: string;
}

type MethodConfig = Extract<SplitConfig, { method: string }>;

/** Shares of a single file when the config says nothing about a split. */
const DEFAULT_SHARE = 0.1;

/**
 * Divides a dataset into train, validation and test, as row indices.
 *
 * - Nothing said, one set of files: stratified, 10 % validation and 10 % test. Files of their own: as they are, and
 *   validation is drawn from the train files only if `split.validation` asks for it.
 * - Shares are of the rows kept (of the train files, where test has files), rounded as scikit-learn does.
 * - The same seed gives the same split, whatever `seed` trains with.
 * @throws PinakesError DATA_SPLIT, DATA_SPLIT_FILE, DATA_NOT_FOUND, DATA_EMPTY (no training rows are left).
 */
export async function makeSplit(
  dataset: Dataset,
  config: SplitConfig | undefined,
  options: SplitOptions,
): Promise<Split> {
  const split = await divide(dataset, config, options);
  if (split.train.length > 0) return split;
  throw new PinakesError("DATA_EMPTY", {
    where: "data.split",
    message: `the training part has no rows (validation ${split.validation.length}, test ${split.test.length}).`,
    fix: "look at data.split, and at the counts of dropped rows.",
  });
}

function divide(dataset: Dataset, config: SplitConfig | undefined, options: SplitOptions): Promise<Split> | Split {
  if (config !== undefined && "file" in config) return fromFile(dataset, config.file, options);
  if (config !== undefined && "column" in config) {
    const shares = { validation: config.validation };
    const rule: MethodConfig = { method: "stratified", ...shares, seed: config.seed };
    return fromParts(dataset, rule, { ...options, origin: `by the column "${config.column}"` });
  }
  if (dataset.fileParts.length > 1) {
    return fromParts(dataset, config ?? { method: "stratified" }, { ...options, origin: "by files" });
  }
  return byMethod(dataset, dataset.examples, { config: withDefaults(config), options });
}

function withDefaults(config: MethodConfig | undefined): MethodConfig {
  const given = config ?? { method: "stratified" };
  if (given.validation !== undefined || given.test !== undefined) return given;
  return { ...given, validation: DEFAULT_SHARE, test: DEFAULT_SHARE };
}

/** Parts that files or a column say; what is missing and asked for is drawn from train. */
function fromParts(dataset: Dataset, rule: MethodConfig, options: SplitOptions & { origin: string }): Split {
  const of = (part: Part) => dataset.examples.filter((example) => example.split === part);
  const given: Parts = { train: of("train"), validation: of("validation"), test: of("test") };
  const shares = {
    validation: given.validation.length === 0 ? rule.validation : undefined,
    test: given.test.length === 0 ? rule.test : undefined,
  };
  if (shares.validation === undefined && shares.test === undefined) return toSplit(given, options.origin, []);
  const drawn = byMethod(dataset, given.train, { config: { ...rule, ...shares }, options });
  return {
    train: drawn.train,
    validation: shares.validation === undefined ? indicesOf(given.validation) : drawn.validation,
    test: shares.test === undefined ? indicesOf(given.test) : drawn.test,
    method: `${options.origin}; the rest of it from train: ${drawn.method}`,
    findings: drawn.findings,
  };
}

function byMethod(
  { severalPaths }: Dataset,
  examples: readonly Example[],
  { config, options }: { config: MethodConfig; options: SplitOptions },
): Split {
  const sizes = splitSizes(examples.length, config);
  const seed = config.seed ?? options.seed;
  const rng = Rng.fromSeed(seed).split("split");
  const { method } = config;
  const words = `${method}${config.by === undefined ? "" : ` by "${config.by}"`}, validation ${config.validation ?? 0}, test ${config.test ?? 0}`;
  const seeded = `${words}, seed ${seed}`;
  switch (method) {
    case "sequential":
      return toSplit(splitSequential(examples, sizes), words, []);
    case "time":
      return toSplit(splitByTime(examples, sizes), words, []);
    case "group":
      return toSplit(splitByGroup(examples, sizes, rng), seeded, []);
    case "random":
      return toSplit(
        drawTwice(sizes, (pool, held, part) => drawRandom(pool, held, rng.split(part)), examples),
        seeded,
        [],
      );
    case "stratified":
      if (options.task === "multi-label" || severalPaths) {
        return toSplit(splitSets(examples, sizes, rng.split("sets")), seeded, loneLabels(examples));
      }
      return toSplit(
        drawTwice(sizes, (pool, size, part) => drawStratified(pool, size, { keyOf, rng: rng.split(part) }), examples),
        seeded,
        singleFindings(examples),
      );
    default:
      throw new InternalError(`unknown split method ${String(method satisfies never)}`);
  }
}

/** Test first, then validation from the rest, as two calls of scikit-learn's `train_test_split`. */
function drawTwice(
  sizes: SplitSizes,
  draw: (pool: readonly Example[], held: number, part: Part) => { kept: readonly Example[]; held: readonly Example[] },
  examples: readonly Example[],
): Parts {
  const first = draw(examples, sizes.test, "test");
  const second = draw(first.kept, sizes.validation, "validation");
  return { train: second.kept, validation: second.held, test: first.held };
}

/** What stratified splits keep the shares of: labels, or whole paths. */
const keyOf: StratumKey = ({ gold }) => JSON.stringify(gold);

/** Sets of labels, or of the nodes that several paths pass, in one go. */
function splitSets(examples: readonly Example[], sizes: SplitSizes, rng: Rng): Parts {
  const { validation, test } = sizes;
  const golds = examples.map(({ gold }) => gold);
  const parts = stratifySets(golds, [examples.length - validation - test, validation, test], rng);
  const of = (part: Part) => examples.filter((_, row) => parts[row] === PARTS.indexOf(part));
  return { train: of("train"), validation: of("validation"), test: of("test") };
}

function singleFindings(examples: readonly Example[]): Finding[] {
  const single = [...groupBy(examples, keyOf).values()].filter((members) => members.length === 1).flat();
  return loneFinding(single.map((example) => ({ label: example.gold.join(" > "), example })));
}

function loneLabels(examples: readonly Example[]): Finding[] {
  const held = examples.flatMap((example) => example.gold.map((label) => ({ label, example })));
  return loneFinding([...groupBy(held, ({ label }) => label).values()].filter((own) => own.length === 1).flat());
}

function loneFinding(lone: readonly { readonly label: string; readonly example: Example }[]): Finding[] {
  if (lone.length === 0) return [];
  return [
    {
      code: "stratum_of_one",
      message: `${lone.length} labels (or paths) have one example only, which was put into train.`,
      count: lone.length,
      places: lone.slice(0, 5).map(({ label, example }) => `${label} (${formatPlace(example.where)})`),
    },
  ];
}

async function fromFile(dataset: Dataset, file: string, options: SplitOptions): Promise<Split> {
  const listed = await readSplit(path.resolve(options.baseDir ?? ".", file));
  const beyond = PARTS.flatMap((part) => listed[part]).find((index) => index >= dataset.rowCount);
  if (beyond !== undefined && !dataset.sampled) {
    throw new PinakesError("DATA_SPLIT_FILE", {
      where: file,
      message: `it names row ${beyond}, but the data has ${dataset.rowCount} rows (0 to ${dataset.rowCount - 1}).`,
      fix: "look whether it was made for the same files, in the same order.",
    });
  }
  const kept = new Set(dataset.examples.map((example) => example.index));
  const of = (part: Part) => listed[part].filter((index) => kept.has(index)).sort((a, b) => a - b);
  const split = { train: of("train"), validation: of("validation"), test: of("test") };
  const named = PARTS.reduce((sum, part) => sum + listed[part].length, 0);
  const used = PARTS.reduce((sum, part) => sum + split[part].length, 0);
  const findings: Finding[] = [];
  if (used < named)
    findings.push(note("split_rows_dropped", named - used, "rows of the split file were dropped or left out"));
  if (used < kept.size)
    findings.push(note("rows_without_part", kept.size - used, "rows are in no part of the split file"));
  return { ...split, method: `by the row indices in ${file}`, findings };
}

function note(code: string, count: number, what: string): Finding {
  return { code, message: `${count} ${what}.`, count, places: [] };
}

function toSplit(parts: Parts, method: string, findings: readonly Finding[]): Split {
  return {
    train: indicesOf(parts.train),
    validation: indicesOf(parts.validation),
    test: indicesOf(parts.test),
    method,
    findings,
  };
}

function indicesOf(examples: readonly Example[]): number[] {
  return examples.map((example) => example.index).sort((a, b) => a - b);
}
