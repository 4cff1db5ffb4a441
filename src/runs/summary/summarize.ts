import { join } from "node:path";
import { parse } from "yaml";
import { type Classifier, linearLayers, MajorityTextModel, NetworkTextModel } from "../../classifier/index.js";
import type { LoadedConfig, RunConfig } from "../../config/index.js";
import { joinTargets, type LabelScheme } from "../../labels/index.js";
import {
  isTransformer,
  type LayerSummary,
  MajorityModel,
  type NeuralModel,
  openSafetensors,
  planBlocks,
  type TfidfLinearConfig,
  tfidfOptions,
} from "../../models/index.js";
import { present } from "../../shared/index.js";
import { TfidfVectorizer } from "../../text/index.js";
import { loadRunClassifier, modelFolder, readResolved } from "../directory/load-run.js";
import { buildNetwork, frozenParameters } from "../plan/build-network.js";
import { openTransformer } from "../plan/open-transformer.js";
import { type PreparedData, prepareData } from "../prepare-data.js";
import { describeHead, type SummaryHead } from "./summarize-heads.js";
import { type SummaryMemory, summarizeMemory } from "./summarize-memory.js";

/** A named tensor that a model has learned, or will. */
export interface SummaryParameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly trainable: boolean;
}

/** One layer. */
export interface SummaryLayer {
  readonly name: string;
  readonly kind: string;
  /** B texts, T tokens. */
  readonly output_shape: readonly (number | string)[];
  /** Numbers in its parameters, and how many of them training moves. */
  readonly parameters: number;
  readonly trainable: number;
}

/** A model, layer by layer. */
export interface ModelSummary {
  readonly task: RunConfig["task"];
  readonly model: RunConfig["model"]["type"];
  readonly layers: readonly SummaryLayer[];
  readonly heads: readonly SummaryHead[];
  readonly parameters: readonly SummaryParameter[];
  readonly total: number;
  readonly trainable: number;
  /** Of training; undefined for a model that is not trained by steps. */
  readonly memory?: SummaryMemory;
}

/** What a summary is put together from. */
interface Described {
  readonly config: RunConfig;
  readonly scheme: LabelScheme;
  readonly layers: readonly LayerSummary[];
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly frozen: ReadonlySet<string>;
  readonly memory?: SummaryMemory | undefined;
}

/**
 * The model that a config makes of its data: vocabulary and labels are learned from the training texts, nothing is
 * trained.
 */
export async function summarizeConfig({
  config,
  baseDir,
}: Pick<LoadedConfig, "config" | "baseDir">): Promise<ModelSummary> {
  const data = await prepareData(config, baseDir);
  const { scheme } = data;
  switch (config.model.type) {
    case "majority":
      return summarize({ config, scheme, layers: majorityLayers(data), tensors: [], frozen: new Set() });
    case "tfidf-linear":
      return summarize({ config, scheme, ...linearModel(data, config.model), frozen: new Set() });
    default: {
      const build = isTransformer(config.model) ? openTransformer : buildNetwork;
      const { network } = await build(data, { config, baseDir });
      return summarize({ config, scheme, ...describeNetwork(config, network) });
    }
  }
}

/**
 * The model of a run.
 * @throws PinakesError RUN_NOT_FOUND, MODEL_ARTIFACT
 */
export async function summarizeRun(run: string): Promise<ModelSummary> {
  const config = parse(await readResolved(run)) as RunConfig;
  const classifier = await loadRunClassifier(run);
  try {
    const { model } = classifier;
    const memory = model instanceof NetworkTextModel ? summarizeMemory(config, model.network) : undefined;
    return summarize({ ...(await describeClassifier(classifier, { config, run })), memory });
  } finally {
    await classifier.release();
  }
}

/** The layers of a run's model that is loaded already, and saved. */
export async function summarizeLayers(
  classifier: Classifier,
  saved: { readonly config: RunConfig; readonly run: string },
): Promise<readonly SummaryLayer[]> {
  return summarize(await describeClassifier(classifier, saved)).layers;
}

async function describeClassifier(
  { model, scheme }: Classifier,
  { config, run }: { readonly config: RunConfig; readonly run: string },
): Promise<Described> {
  if (model instanceof NetworkTextModel) return { config, scheme, ...networkParts(config, model.network) };
  const tensors = model.type === "tfidf-linear" ? await savedTensors(run) : [];
  return { config, scheme, layers: model.summarize(), tensors, frozen: new Set() };
}

function summarize({ config, scheme, layers, tensors, frozen, memory }: Described): ModelSummary {
  const all = tensors.map(({ name, shape }) => ({
    name,
    shape,
    size: shape.reduce((size, dim) => size * dim, 1),
    trainable: !frozen.has(name),
  }));
  const own = layers.map(({ parameters }) =>
    all.filter(({ name }) => parameters.some((known) => belongs(name, known))),
  );
  // A file may hold more than weights: the vectorizer's IDF, for one.
  const parameters = own.flat();
  return {
    task: config.task,
    model: config.model.type,
    layers: layers.map(({ name, kind, outputShape }, index) => ({
      name,
      kind,
      output_shape: outputShape,
      ...counts(own[index] ?? []),
    })),
    heads: scheme.outputs.map((_, index) => describeHead(config, scheme, index)),
    parameters,
    total: counts(parameters).parameters,
    trainable: counts(parameters).trainable,
    ...(memory ? { memory } : {}),
  };
}

/** Whether a parameter is the one named, or one whose name begins with the prefix (it ends with a dot). */
function belongs(name: string, known: string): boolean {
  return known.endsWith(".") ? name.startsWith(known) : name === known;
}

function counts(parameters: readonly SummaryParameter[]): { parameters: number; trainable: number } {
  const sum = (of: readonly SummaryParameter[]): number => of.reduce((total, { size }) => total + size, 0);
  return { parameters: sum(parameters), trainable: sum(parameters.filter(({ trainable }) => trainable)) };
}

function describeNetwork(
  config: RunConfig,
  network: NeuralModel,
): Pick<Described, "layers" | "tensors" | "frozen" | "memory"> {
  return { ...networkParts(config, network), memory: summarizeMemory(config, network) };
}

function networkParts(config: RunConfig, network: NeuralModel): Pick<Described, "layers" | "tensors" | "frozen"> {
  const tensors = network.build({ mode: "prediction" }).parameters;
  return { layers: network.summarize(), tensors, frozen: frozenParameters(config, network) };
}

function majorityLayers({ scheme: { outputs }, parts }: PreparedData): readonly LayerSummary[] {
  const model = MajorityModel.train({ targets: parts.train.targets, outputs });
  return new MajorityTextModel(model, outputs).summarize();
}

/** Vectors of the training texts (with `refit`, of validation too) say how many features there are. */
function linearModel({ scheme, parts }: PreparedData, model: TfidfLinearConfig): Pick<Described, "layers" | "tensors"> {
  const used = model.refit ? [parts.train, parts.validation] : [parts.train];
  const texts = used.flatMap((part) => part.texts);
  const features = TfidfVectorizer.fitTransform(texts, tfidfOptions(model)).vectorizer.columns;
  const tensors = scheme.outputs.flatMap((output, head) => {
    const own = used.map((part) => present(part.targets[head], "targets of an output"));
    const { blocks } = planBlocks(output, own.reduce(joinTargets));
    return blocks.flatMap(({ kind, places }, block) => {
      // Two classes share one output, whose sign decides.
      const outputs = kind === "softmax" && places.length === 2 ? 1 : places.length;
      return [
        { name: `heads.${head}.${block}.bias`, shape: [outputs] },
        { name: `heads.${head}.${block}.weight`, shape: [features, outputs] },
      ];
    });
  });
  return { layers: linearLayers(features, scheme.outputs), tensors };
}

async function savedTensors(run: string): Promise<Described["tensors"]> {
  const file = await openSafetensors(join(await modelFolder(run), "model.safetensors"));
  try {
    return [...file.tensors].map(([name, { shape }]) => ({ name, shape })).sort((a, b) => (a.name < b.name ? -1 : 1));
  } finally {
    await file.close();
  }
}
