import { basename } from "node:path";
import { type LoadedConfig, type RunConfig, resolvePath } from "../config/index.js";
import { type DataReport, describeData, formatPlace, PARTS, type Split } from "../data/index.js";
import {
  corpusOf,
  type Exploration,
  type ExploredPart,
  type ExploredTokenizer,
  type ExploreInput,
  exploreData,
  type KnownWords,
  NO_LANGUAGE,
} from "../explore/index.js";
import { buildLabelSpace, type Finding } from "../labels/index.js";
import { isTransformer, type ModelConfig } from "../models/index.js";
import { PinakesError, present } from "../shared/index.js";
import { loadWordVectors, stopWordLanguages, type TokenEncoder, Vocabulary, WINK_EMBEDDINGS } from "../text/index.js";
import { systemClock } from "./clock.js";
import { inDatasetOrder } from "./encode/dataset-order.js";
import { maxLengthOf } from "./encode/encode-parts.js";
import { encodeTexts } from "./encode/encode-texts.js";
import { openEncoder } from "./encode/open-encoder.js";
import { openCache } from "./encode/run-cache.js";
import type { RunEvent } from "./events.js";
import { createEncoder } from "./plan/build-network.js";
import { prepareData, readCleaned } from "./prepare-data.js";

/** How data is explored. */
export interface ExploreOptions {
  /** What the data is called; the name of its first file where not given. */
  readonly name?: string;
  /**
   * Whether texts that no file and no column puts into a part are divided as for training (default), or left together as
   * one part: for data that has no config yet.
   */
  readonly divide?: boolean;
  /** Whose stop words the commonest words of a label leave out: a code of ISO 639-1 (default `en`), or `none`. */
  readonly language?: string;
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
}

/**
 * Explores the data of a config as training would read it: cleaned, filtered and divided, with the tokenizer and the word
 * vectors of its model. Token ids of subwords come from the run cache, and stay there for training.
 * @throws PinakesError of the data and the config; CONFIG_INVALID for a language without a list of stop words
 */
export async function exploreConfig(
  { config, baseDir }: Pick<LoadedConfig, "config" | "baseDir">,
  options: ExploreOptions = {},
): Promise<Exploration> {
  const { divide = true, language = "en", onEvent } = options;
  checkLanguage(language);
  onEvent?.({ type: "stage", message: "reading the data" });
  const read = divide ? await readDivided(config, baseDir) : await readWhole(config, baseDir);
  const corpus = corpusOf(read.parts);
  const findings: Finding[] = [...read.findings];
  const plan = { config, baseDir, onEvent };
  const tokenizer = divide ? await orTold(() => openTokenizer(plan, read.parts), findings) : undefined;
  const vectors = divide ? await orTold(() => openVectors(plan, corpus.words), findings) : undefined;
  onEvent?.({ type: "stage", message: "looking for what texts have in common" });
  const name = options.name ?? basename(read.report.files[0]?.file ?? "data");
  return exploreData({ ...read, name, corpus, language, findings, tokenizer, vectors });
}

function checkLanguage(language: string): void {
  const known = [...stopWordLanguages(), NO_LANGUAGE];
  if (known.includes(language)) return;
  throw new PinakesError("CONFIG_INVALID", {
    where: "language",
    message: `there is no list of stop words for the language "${language}".`,
    fix: `use one of ${known.join(", ")}.`,
  });
}

type ReadData = Omit<ExploreInput, "name" | "corpus" | "language">;

/** Exactly what training reads. */
async function readDivided(config: RunConfig, baseDir: string): Promise<ReadData> {
  const { parts, space, report, findings } = await prepareData(config, baseDir);
  const filled = PARTS.map((name): ExploredPart => ({ name, ...parts[name] })).filter((part) => part.texts.length > 0);
  return { parts: filled, space, severalPaths: space.parents !== undefined, report, findings };
}

/** The parts that files or a column say; all texts in one part where these say nothing. */
async function readWhole(config: RunConfig, baseDir: string): Promise<ReadData> {
  const { dataset, textOf } = await readCleaned(config, baseDir);
  const { task, severalPaths, examples } = dataset;
  const told = PARTS.map((name) => ({ name, examples: examples.filter((example) => example.split === name) }));
  const isDivided = told.reduce((sum, part) => sum + part.examples.length, 0) === examples.length;
  const divided: { name: ExploredPart["name"]; examples: typeof examples }[] = isDivided
    ? told.filter((part) => part.examples.length > 0)
    : [{ name: "all", examples }];
  const golds = (divided[0]?.examples ?? []).map(({ gold }) => gold);
  const space = buildLabelSpace(golds, {
    task,
    severalPaths,
    known: dataset.taxonomy,
    order: config.data.label_order,
    names: config.data.label_names,
    columns: Array.isArray(config.data.labels) ? config.data.labels : undefined,
    placeOf: (row) => formatPlace(present(divided[0]?.examples[row], "an example").where),
  });
  // A label is new in a part only where there is one to learn from before it.
  const [first] = divided;
  const indices = (name: string) =>
    divided.find((part) => part.name === name)?.examples.map(({ index }) => index) ?? [];
  const split: Split = {
    train: first?.examples.map(({ index }) => index) ?? [],
    validation: first?.name === "validation" ? [] : indices("validation"),
    test: first?.name === "test" ? [] : indices("test"),
    method: isDivided ? "as the data says" : "not divided",
    findings: [],
  };
  const report: DataReport = describeData(dataset, split);
  const parts = divided.map((part) => ({ ...part, texts: part.examples.map(textOf) }));
  return { parts, space, severalPaths, report, findings: report.findings };
}

/** What can't be opened (a checkpoint without a network) is told, and the rest of the data is explored all the same. */
async function orTold<T>(open: () => Promise<T>, findings: Finding[]): Promise<T | undefined> {
  try {
    return await open();
  } catch (cause) {
    if (!(cause instanceof PinakesError)) throw cause;
    const { code, message } = cause;
    findings.push({ code: code.toLowerCase(), message, count: 1, places: [] });
    return undefined;
  }
}

interface OpenOptions {
  readonly config: RunConfig;
  readonly baseDir: string;
  readonly onEvent: ExploreOptions["onEvent"];
}

/** The tokenizer that the config's model would have; undefined for one without tokens. */
async function openTokenizer(
  { config, baseDir, onEvent }: OpenOptions,
  parts: readonly ExploredPart[],
): Promise<ExploredTokenizer | undefined> {
  const { model } = config;
  const tokenized = async (name: string, encoder: TokenEncoder): Promise<ExploredTokenizer> => {
    const { texts, rows } = inDatasetOrder(parts);
    const cache = openCache(config, { baseDir, clock: systemClock });
    const { ids: all } = await encodeTexts(texts, encoder, { cache, onEvent });
    const ids = rows.map((own) => Array.from(own, (row) => present(all[row], "the ids of a text")));
    return { name, encoder, ids, maxLength: maxLengthOf(config) };
  };
  if (isTransformer(model)) {
    const { encoder } = await openEncoder(model, { baseDir, onEvent });
    return tokenized(`tokenizer of ${model.checkpoint}`, encoder);
  }
  if (!isRecurrent(model)) return undefined;
  const encoder = await createEncoder(model, present(parts[0], "a part").texts, baseDir);
  return tokenized(model.tokenizer === "word" ? "words and marks" : model.tokenizer, encoder);
}

/** Which words have a vector among those that the config's model starts from. */
async function openVectors(
  { config: { model }, baseDir }: OpenOptions,
  words: readonly string[],
): Promise<KnownWords | undefined> {
  if (!isRecurrent(model) || model.embeddings === undefined) return undefined;
  const vocabulary = Vocabulary.fromTokens([words]);
  const source = model.embeddings === WINK_EMBEDDINGS ? model.embeddings : resolvePath(model.embeddings, baseDir);
  const { hasVector } = await loadWordVectors(source, { words: vocabulary, baseDir });
  return { name: model.embeddings, has: (word) => hasVector[vocabulary.id(word)] === 1 };
}

function isRecurrent(model: ModelConfig): model is Extract<ModelConfig, { readonly tokenizer: string }> {
  return "tokenizer" in model;
}
