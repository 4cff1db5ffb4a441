import type { OutputSpec } from "../../labels/index.js";
import { PinakesError, present } from "../../shared/index.js";
import {
  type Artifact,
  type ArtifactTensor,
  type TfidfFeature,
  type TfidfJson,
  TfidfVectorizer,
} from "../../text/index.js";
import type { Candidate } from "./choose-strength.js";
import {
  type ClassifierKind,
  type FittedBlock,
  type FittedOutput,
  outputDecisions,
  placeBias,
  placeRival,
  placeWeights,
} from "./linear-output.js";

/** How an output was trained. `converged` is false where a solver reached its bound of iterations: worth a warning. */
export interface HeadTraining {
  readonly strength: number;
  /** Where the strength comes from: the config, the validation split, or a fifth of the training split set aside. */
  readonly chosenOn: "config" | "validation" | "hold_out";
  /** What it was chosen by. */
  readonly metric: string;
  /** All strengths that were tried; empty where one was given and there was nothing to judge it on. */
  readonly candidates: readonly Candidate[];
  /** Texts that the final weights were learned from. */
  readonly texts: number;
  /** The primal objective reached. */
  readonly objective: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** One output of a model. */
export interface TfidfLinearHead {
  readonly fitted: FittedOutput;
  /** The logits are decision values / temperature. */
  readonly temperature: number;
  readonly training: HeadTraining;
}

/** The plain data of a model; its tensors are the vectorizer's, and `heads.<n>.<block>.weight` and `.bias`. */
export interface TfidfLinearJson {
  readonly formatVersion: 1;
  readonly vectorizer: TfidfJson;
  readonly heads: readonly {
    readonly classifier: ClassifierKind;
    readonly size: number;
    /** Linear problems: the places of the output that each decides between. */
    readonly blocks: readonly { readonly kind: OutputSpec["kind"]; readonly places: readonly number[] }[];
    readonly never: readonly number[];
    readonly always: readonly number[];
    readonly temperature: number;
    readonly training: HeadTraining;
  }[];
}

/** A feature and its weight for a class. */
export interface WeightedFeature extends TfidfFeature {
  readonly weight: number;
}

/** What the features of a text add to a logit. */
export interface FeatureContributions {
  /** [columns] coefficient × value ÷ temperature; with the bias they sum to the logit, less that of the rival. */
  readonly values: Float64Array;
  readonly bias: number;
}

/** Texts that are turned into vectors at a time. */
const CHUNK = 1024;

/** One TF-IDF vectorizer and linear classifiers for each output. */
export class TfidfLinearModel {
  constructor(
    private readonly vectorizer: TfidfVectorizer,
    private readonly heads: readonly TfidfLinearHead[],
  ) {}

  /** Width of the vectors. */
  get features(): number {
    return this.vectorizer.columns;
  }

  /** Weights and biases of all outputs. */
  get parameters(): number {
    const models = this.heads.flatMap(({ fitted }) => fitted.blocks.map(({ model }) => model));
    return models.reduce((sum, { weights, bias }) => sum + weights.length + bias.length, 0);
  }

  /** How each output was trained. */
  get training(): readonly HeadTraining[] {
    return this.heads.map((head) => head.training);
  }

  /** What the decision values of each output are divided by. */
  get temperatures(): readonly number[] {
    return this.heads.map(({ temperature }) => temperature);
  }

  /**
   * Logits, [N, size] an output, by rows.
   *
   * Logistic: the decision values. SVM: these over a temperature that was fitted, with one parameter, to the texts that
   * the strength was chosen on (1 where there were none, and the probabilities are then only an order). A place
   * that no training text has is at −∞.
   */
  logits(texts: readonly string[]): Float64Array[] {
    const logits = this.heads.map(({ fitted }) => new Float64Array(texts.length * fitted.size));
    for (let begin = 0; begin < texts.length; begin += CHUNK) {
      const x = this.vectorizer.transform(texts.slice(begin, begin + CHUNK));
      for (const [place, { fitted, temperature }] of this.heads.entries()) {
        const chunk = outputDecisions(x, fitted);
        logits[place]?.set(
          chunk.map((value) => value / temperature),
          begin * fitted.size,
        );
      }
    }
    return logits;
  }

  /** The features with the largest weights for a place of an output, the largest first; none where it was not trained. */
  topFeatures(head: number, place: number, count: number): WeightedFeature[] {
    const { fitted } = present(this.heads[head], `head ${head} of the model`);
    const weights = placeWeights(fitted, place);
    if (weights === undefined) return [];
    return Array.from(weights.keys())
      .sort((a, b) => (weights[b] as number) - (weights[a] as number))
      .slice(0, count)
      .map((column) => ({ ...this.vectorizer.feature(column), weight: weights[column] as number }));
  }

  /** What each feature of a text adds to the logit of a place of an output; undefined for a place that was not trained. */
  contributions(
    text: string,
    { output, place }: { readonly output: number; readonly place: number },
  ): FeatureContributions | undefined {
    const { fitted, temperature } = present(this.heads[output], `output ${output} of the model`);
    const weights = placeWeights(fitted, place);
    if (weights === undefined) return undefined;
    const x = this.vectorizer.transform([text]);
    const values = new Float64Array(x.columns);
    for (let at = 0; at < x.values.length; at++) {
      const column = x.indices[at] as number;
      values[column] = ((weights[column] as number) * (x.values[at] as number)) / temperature;
    }
    return { values, bias: placeBias(fitted, place) / temperature };
  }

  /** Of two classes of a logistic model, which learns the difference of their logits: the other one. */
  rival({ output, place }: { readonly output: number; readonly place: number }): number | undefined {
    return placeRival(present(this.heads[output], `output ${output} of the model`).fitted, place);
  }

  /** Values of columns shared out over the words of a text that has them; see {@link TfidfVectorizer.shareOut}. */
  shareOut(words: readonly string[], values: ArrayLike<number>): Float64Array {
    return this.vectorizer.shareOut(words, values);
  }

  /** The kind and the n-gram of a column. */
  feature(column: number): TfidfFeature {
    return this.vectorizer.feature(column);
  }

  /** The model as plain data, with the very weights that it scores with. */
  toArtifact(): Artifact<TfidfLinearJson> {
    const vectorizer = this.vectorizer.toArtifact();
    const tensors: Record<string, ArtifactTensor> = { ...vectorizer.tensors };
    const heads = this.heads.map(({ fitted, temperature, training }, head) => {
      const { classifier, size, never, always } = fitted;
      const blocks = fitted.blocks.map(({ kind, places, model }, block) => {
        const { features, outputs, weights, bias } = model;
        tensors[`heads.${head}.${block}.weight`] = { dtype: "F32", shape: [features, outputs], data: weights };
        tensors[`heads.${head}.${block}.bias`] = { dtype: "F64", shape: [outputs], data: bias };
        return { kind, places: [...places] };
      });
      return { classifier, size, blocks, never, always, temperature, training };
    });
    return { json: { formatVersion: 1, vectorizer: vectorizer.json, heads }, tensors };
  }

  /** The model of {@link TfidfLinearModel.toArtifact}; it scores every text the same. */
  static fromArtifact({ json, tensors }: Artifact<TfidfLinearJson>): TfidfLinearModel {
    if (json.formatVersion !== 1) throw unknownVersion(json.formatVersion);
    const vectorizer = TfidfVectorizer.fromArtifact({ json: json.vectorizer, tensors });
    const heads = json.heads.map(({ temperature, training, blocks: saved, ...output }, head): TfidfLinearHead => {
      const blocks = saved.map(({ kind, places }, block): FittedBlock => {
        const name = `heads.${head}.${block}`;
        const outputs = kind === "softmax" && places.length === 2 ? 1 : places.length;
        const [weight, bias] = [tensors[`${name}.weight`], tensors[`${name}.bias`]];
        if (weight?.dtype !== "F32" || weight.data.length !== vectorizer.columns * outputs) throw brokenBlock(name);
        if (bias?.dtype !== "F64" || bias.data.length !== outputs) throw brokenBlock(name);
        const model = { features: vectorizer.columns, outputs, weights: weight.data, bias: bias.data };
        return { kind, places: Int32Array.from(places), model };
      });
      return { fitted: { ...output, blocks }, temperature, training };
    });
    return new TfidfLinearModel(vectorizer, heads);
  }
}

function unknownVersion(found: unknown): PinakesError {
  return new PinakesError("MODEL_ARTIFACT", {
    where: "tfidf-linear",
    message: `format version ${String(found)} is not supported; this version of Pinakes reads 1`,
    fix: "install a newer version of pinakes, or train the model again with this one.",
  });
}

function brokenBlock(name: string): PinakesError {
  return new PinakesError("MODEL_ARTIFACT", {
    where: name,
    message: "weight or bias is missing, or not of the size that the vectors and classes ask for",
    fix: "train the model again, or copy the whole model folder anew.",
  });
}
