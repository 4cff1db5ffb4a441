import { mkdir } from "node:fs/promises";
import {
  decodePrediction,
  type Gold,
  type HierarchyConfig,
  type LabelScheme,
  type LabelSpace,
  labelScheme,
} from "../labels/index.js";
import type { ModelConfig } from "../models/index.js";
import { present } from "../shared/index.js";
import { createTextPreparer, type TextConfig, type TextPreparer } from "../text/index.js";
import type { LoadOptions } from "./load-options.js";
import { loadTextModel } from "./load-text-model.js";
import { readDescription, writeDescription } from "./model-files.js";
import type { TextModel } from "./text-model.js";

/** A label with its probability. */
export interface LabelScore {
  readonly label: string;
  readonly score: number;
}

/** What a classifier says of one text. */
export interface Classification {
  /** The labels that are predicted: one; of a hierarchy the path. */
  readonly labels: Gold;
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
}

/** A trained model with all that it needs to label raw texts. */
export class Classifier {
  private readonly preparer: TextPreparer;
  private readonly scheme: LabelScheme;

  constructor(private readonly parts: ClassifierParts) {
    this.scheme = labelScheme(parts.space, parts.hierarchy);
    this.preparer = createTextPreparer(parts.text);
  }

  /** Loads a saved model. @throws PinakesError MODEL_ARTIFACT where the folder is incomplete or broken */
  static async load(directory: string, options: LoadOptions = {}): Promise<Classifier> {
    const description = await readDescription(directory);
    const model = await loadTextModel(directory, description, options);
    const { space, hierarchy, text, model: config } = description;
    return new Classifier({ space, hierarchy, text, config, model });
  }

  get space(): LabelSpace {
    return this.parts.space;
  }

  get model(): TextModel {
    return this.parts.model;
  }

  /** What a raw text is turned into before the model sees it. */
  prepare(text: string): string {
    return this.preparer.prepare(text);
  }

  /** Probabilities of raw texts, [N, L] a head. */
  async scores(texts: readonly string[]): Promise<Float32Array[]> {
    return this.scheme.probabilities(await this.parts.model.logits(texts.map((text) => this.prepare(text))));
  }

  /** Labels of raw texts, with the `topK` best of each head. */
  async classify(texts: readonly string[], { topK = 1 }: { readonly topK?: number } = {}): Promise<Classification[]> {
    const scores = await this.scores(texts);
    return texts.map((_, row) => {
      const own = this.space.heads.map((head, index) => {
        const width = head.labels.length;
        return present(scores[index], "a head's scores").subarray(row * width, (row + 1) * width);
      });
      const heads = this.space.heads.map(({ name, labels }, index) => ({
        name,
        best: bestLabels(labels, present(own[index], "a head's scores"), topK),
      }));
      return { labels: decodePrediction(this.space, own), heads };
    });
  }

  /** Writes the model into a folder, which is made where it is missing. */
  async save(directory: string): Promise<void> {
    await mkdir(directory, { recursive: true });
    const { space, hierarchy, text, config, model } = this.parts;
    const details = await model.save(directory);
    const { parameters, topLevel = {} } = model;
    await writeDescription(directory, { space, hierarchy, text, model: config, parameters, details, topLevel });
  }

  /** Frees what the runtime holds. */
  release(): Promise<void> {
    return this.parts.model.release();
  }
}

function bestLabels(labels: readonly string[], scores: Float32Array, topK: number): LabelScore[] {
  const all = labels.map((label, id) => ({ label, score: scores[id] as number }));
  return all.sort((a, b) => b.score - a.score).slice(0, topK);
}
