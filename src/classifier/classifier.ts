import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  answerer,
  answerScores,
  applyCalibration,
  type Decisions,
  isAnswered,
  predictionSets,
  type Scores,
} from "../decisions/index.js";
import {
  type Gold,
  type HierarchyConfig,
  holdsSets,
  type LabelScheme,
  type LabelSpace,
  labelScheme,
  pathNodes,
  rowOf,
} from "../labels/index.js";
import { isTransformer, type ModelConfig } from "../models/index.js";
import { PinakesError, present } from "../shared/index.js";
import { createTextPreparer, type JsonObject, type TextConfig, type TextPreparer } from "../text/index.js";
import type { LoadOptions } from "./load-options.js";
import { loadTextModel } from "./load-text-model.js";
import { readDescription, writeDescription } from "./model-files.js";
import type { ExportedOnnx } from "./onnx-model.js";
import type { TextModel } from "./text-model.js";

/** A label with its probability. */
export interface LabelScore {
  readonly label: string;
  readonly score: number;
}

/** What a classifier says of one text. */
export interface Classification {
  /**
   * The labels that are answered: one; of a hierarchy the path; of several labels a text the set, perhaps empty. None where
   * the model abstains.
   */
  readonly labels: Gold;
  /** These with their probabilities: of a path from the general to the specific, of a set the most probable first. */
  readonly said: readonly LabelScore[];
  /** Of a model that may abstain: whether it is not sure enough to answer. */
  readonly abstained?: boolean;
  /**
   * Of a model with prediction sets: the labels that hold the true one as often as was promised, the most probable first;
   * of a path its nodes down to the deepest one that is sure, perhaps none.
   */
  readonly set?: readonly LabelScore[];
  /** The best labels of each head ("label"; "level1", "level2", …), best first. */
  readonly heads: readonly { readonly name: string; readonly best: readonly LabelScore[] }[];
}

/** What a {@link Classifier} is made from. */
export interface ClassifierParts {
  readonly space: LabelSpace;
  /** How a path of labels is predicted. */
  readonly hierarchy: HierarchyConfig;
  readonly text: TextConfig;
  readonly config: ModelConfig;
  readonly model: TextModel;
  /** What was tuned after training; answers are those of the scores alone where not given. */
  readonly decisions?: Decisions;
}

/** How a {@link Classifier} is saved. */
export interface SaveOptions {
  /** Whether `onnx/model.onnx` is written; of transformers by default. */
  readonly onnx?: boolean;
}

/** Where transformers.js looks for a model. */
const ONNX_FOLDER = "onnx";
const ONNX_FILE = "model.onnx";

/** A trained model with all that it needs to label raw texts. */
export class Classifier {
  private readonly preparer: TextPreparer;
  /** How the labels become outputs of the model. */
  readonly scheme: LabelScheme;
  private readonly answer: (scores: Scores) => Gold[];

  constructor(private readonly parts: ClassifierParts) {
    this.answer = answerer(parts.space, parts.hierarchy, parts.decisions);
    this.scheme = labelScheme(parts.space, parts.hierarchy);
    this.preparer = createTextPreparer(parts.text);
  }

  /** Loads a saved model. @throws PinakesError MODEL_ARTIFACT where the folder is incomplete or broken */
  static async load(directory: string, options: LoadOptions = {}): Promise<Classifier> {
    const description = await readDescription(directory);
    const model = await loadTextModel(directory, description, options);
    const { space, hierarchy, text, model: config, decisions } = description;
    return new Classifier({ space, hierarchy, text, config, model, decisions });
  }

  get space(): LabelSpace {
    return this.parts.space;
  }

  /** The `hierarchy` slice of the config that it was trained by. */
  get hierarchy(): HierarchyConfig {
    return this.parts.hierarchy;
  }

  /** The `model` slice of the config that it was trained by. */
  get config(): ModelConfig {
    return this.parts.config;
  }

  /** The `text` slice of the config that it was trained by. */
  get text(): TextConfig {
    return this.parts.text;
  }

  get model(): TextModel {
    return this.parts.model;
  }

  /** What was settled after training: calibration, thresholds, prediction sets, abstention. */
  get decisions(): Decisions {
    return this.parts.decisions ?? {};
  }

  /** What a raw text is turned into before the model sees it. */
  prepare(text: string): string {
    return this.preparer.prepare(text);
  }

  /** Probabilities of raw texts, [N, L] a head. */
  async scores(texts: readonly string[]): Promise<Float32Array[]> {
    return this.probabilities(await this.logits(texts));
  }

  /** What the model gives for raw texts, [N, size] an output. */
  logits(texts: readonly string[]): Promise<readonly Float32Array[]> {
    return this.parts.model.logits(texts.map((text) => this.prepare(text)));
  }

  /** Probabilities of what the model gave, calibrated where the model is: [N, L] a head. */
  probabilities(logits: readonly Float32Array[]): Float32Array[] {
    const { calibration } = this.decisions;
    return this.scheme.probabilities(calibration ? applyCalibration(calibration, logits) : logits);
  }

  /** How sure it is of each answer, in [0, 1]: what abstaining is decided by. [N] */
  sureness(scores: readonly Float32Array[], answers: readonly Gold[]): Float64Array {
    return answerScores(this.space, this.hierarchy, { scores, answers });
  }

  /** The prediction set of each text, where the model has them. */
  predictionSets(
    texts: readonly string[],
    scores: readonly Float32Array[],
    answers: readonly Gold[],
  ): Gold[] | undefined {
    const { conformal } = this.decisions;
    return conformal && predictionSets(conformal, this, { texts, scores, answers });
  }

  /** The labels that scores say, a text each: what {@link Classifier.scores} gives. */
  answers(scores: readonly Float32Array[]): Gold[] {
    return this.answer(scores);
  }

  /** Labels of raw texts, with the `topK` best of each head. */
  async classify(texts: readonly string[], { topK = 1 }: { readonly topK?: number } = {}): Promise<Classification[]> {
    const scores = await this.scores(texts);
    const answers = this.answers(scores);
    const sets = this.predictionSets(texts, scores, answers);
    const { abstention } = this.decisions;
    const sureness = abstention && this.sureness(scores, answers);
    return answers.map((labels, row): Classification => {
      const own = rowOf(scores, row, texts.length);
      const ranked = this.space.heads.map((head, index) => ({
        name: head.name,
        best: ranking(head.labels, present(own[index], "a head's scores")),
      }));
      const heads = ranked.map(({ name, best }) => ({ name, best: best.slice(0, topK) }));
      const bests = ranked.map(({ best }) => best);
      const scored = (wanted: Gold) => this.labelScores(wanted, own, bests);
      const set = sets?.[row];
      const abstained = abstention && !isAnswered(abstention, sureness?.[row] ?? 0);
      return {
        ...(abstained ? { labels: [], said: [] } : { labels, said: scored(labels) }),
        ...(abstained === undefined ? {} : { abstained }),
        ...(set ? { set: scored(set) } : {}),
        heads,
      };
    });
  }

  /** Labels of a head with their probabilities, the most probable first; of a path its nodes, from the first level down. */
  private labelScores(
    labels: Gold,
    own: readonly Float32Array[],
    bests: readonly (readonly LabelScore[])[],
  ): LabelScore[] {
    if (this.space.task !== "hierarchical" || holdsSets(this.space)) {
      return (bests[0] ?? []).filter(({ label }) => labels.includes(label));
    }
    return this.nodeScores(labels, own) ?? levelScores(labels, bests);
  }

  /** A path with the probability of each node, where the label scheme knows it: names may stand in several places. */
  private nodeScores(path: Gold, scores: readonly Float32Array[]): LabelScore[] | undefined {
    const own = this.scheme.taxonomy && scores[this.space.heads.length];
    return own && pathNodes(this.space, path).map((id, level) => score(path[level], own[id]));
  }

  /**
   * Writes the model into a folder, which is made where it is missing. A transformer's is laid out as Hugging Face's, with
   * `onnx/model.onnx` unless `onnx` is false; of other networks it is written where `onnx` is true.
   * @returns the ONNX model, where one was written
   */
  async save(
    directory: string,
    { onnx = isTransformer(this.parts.config) }: SaveOptions = {},
  ): Promise<ExportedOnnx | undefined> {
    await mkdir(directory, { recursive: true });
    const { model } = this.parts;
    const details = await model.save(directory);
    const exported = onnx ? await model.saveOnnx?.(join(directory, ONNX_FOLDER, ONNX_FILE)) : undefined;
    await this.describe(directory, { details, exported });
    return exported;
  }

  /**
   * Writes what a program without Pinakes needs to run a network into a folder: `model.onnx`, its tokenizer, and
   * `config.json` for the labels.
   * @throws PinakesError EXPORT_FORMAT where the model is no network over token ids
   */
  async exportOnnx(directory: string): Promise<ExportedOnnx> {
    const { config, model } = this.parts;
    if (!model.saveOnnx || !model.saveTokenizer) throw noNetwork(config);
    await mkdir(directory, { recursive: true });
    const exported = await model.saveOnnx(join(directory, ONNX_FILE), { windows: true });
    const tokenizer = await model.saveTokenizer(directory);
    await this.describe(directory, { details: model.details ?? {}, exported });
    return { ...exported, files: [...exported.files, "config.json", ...tokenizer] };
  }

  private async describe(
    directory: string,
    { details, exported }: { readonly details: JsonObject; readonly exported: ExportedOnnx | undefined },
  ): Promise<void> {
    const { space, hierarchy, text, config, model, decisions = {} } = this.parts;
    const { parameters, topLevel } = model;
    const keys = topLevel && exported ? { ...topLevel, ...transformersJsKeys(exported) } : { ...topLevel };
    await writeDescription(directory, {
      space,
      hierarchy,
      text,
      model: config,
      parameters,
      details,
      decisions,
      topLevel: keys,
    });
  }

  /** Frees what the runtime holds. */
  release(): Promise<void> {
    return this.parts.model.release();
  }
}

/** What transformers.js has to know, which would look for an 8-bit model in browsers. */
function transformersJsKeys({ files }: ExportedOnnx): JsonObject {
  const external = files.length > 1 ? { use_external_data_format: true } : {};
  return { "transformers.js_config": { dtype: "fp32", ...external } };
}

function noNetwork({ type }: ModelConfig): PinakesError {
  return new PinakesError("EXPORT_FORMAT", {
    where: `a model of type ${type}`,
    message: "it counts words and is no network over token ids, so it has no form in ONNX.",
    fix: "use it through pinakes predict, or train a model of type bilstm-attention, bert, ….",
  });
}

/** A path with the probability of each label in its level. */
function levelScores(path: Gold, levels: readonly (readonly LabelScore[])[]): LabelScore[] {
  return path.flatMap((label, level) => levels[level]?.filter((one) => one.label === label) ?? []);
}

function score(label: string | undefined, probability: number | undefined): LabelScore {
  return { label: present(label, "a label"), score: present(probability, "a probability") };
}

/** All labels of a head, the most probable first. */
function ranking(labels: readonly string[], scores: Float32Array): LabelScore[] {
  return labels.map((label, id) => ({ label, score: scores[id] as number })).sort((a, b) => b.score - a.score);
}
