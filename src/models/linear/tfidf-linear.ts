import { PinakesError, present } from "../../shared/index.js";
import {
  type Artifact,
  type ArtifactTensor,
  type TfidfFeature,
  type TfidfJson,
  TfidfVectorizer,
} from "../../text/index.js";
import type { Candidate } from "./choose-strength.js";
import { type ClassifierKind, classWeightsOf, type FittedHead, headDecisions } from "./linear-head.js";

/** How a head was trained. `converged` is false where a solver reached its bound of iterations: worth a warning. */
export interface HeadTraining {
  readonly strength: number;
  /** Where the strength comes from: the config, the validation split, or a fifth of the training split set aside. */
  readonly chosenOn: "config" | "validation" | "hold_out";
  /** All strengths that were tried; empty where one was given and there was nothing to judge it on. */
  readonly candidates: readonly Candidate[];
  /** Texts that the final weights were learned from. */
  readonly texts: number;
  /** The primal objective reached. */
  readonly objective: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** One head of a model. */
export interface TfidfLinearHead {
  readonly fitted: FittedHead;
  /** The logits are decision values / temperature. */
  readonly temperature: number;
  readonly training: HeadTraining;
}

/** The plain data of a model; its tensors are the vectorizer's, and `heads.<n>.weight` and `.bias`. */
export interface TfidfLinearJson {
  readonly formatVersion: 1;
  readonly vectorizer: TfidfJson;
  readonly heads: readonly {
    readonly classifier: ClassifierKind;
    readonly classes: number;
    readonly seen: readonly number[];
    readonly temperature: number;
    readonly training: HeadTraining;
  }[];
}

/** A feature and its weight for a class. */
export interface WeightedFeature extends TfidfFeature {
  readonly weight: number;
}

/** Texts that are turned into vectors at a time. */
const CHUNK = 1024;

/** One TF-IDF vectorizer and a linear classifier a head. */
export class TfidfLinearModel {
  constructor(
    private readonly vectorizer: TfidfVectorizer,
    private readonly heads: readonly TfidfLinearHead[],
  ) {}

  /** Width of the vectors. */
  get features(): number {
    return this.vectorizer.columns;
  }

  /** Weights and biases of all heads. */
  get parameters(): number {
    return this.heads.reduce((sum, { fitted: { model } }) => sum + model.weights.length + model.bias.length, 0);
  }

  /** How each head was trained. */
  get training(): readonly HeadTraining[] {
    return this.heads.map((head) => head.training);
  }

  /**
   * Logits of the classes, [N, L] a head, by rows.
   *
   * Logistic: the decision values. SVM: these over a temperature that was fitted, with one parameter, to the texts that
   * the strength was chosen on (1 where there were none, and the probabilities are then only an order). A class without
   * a training text has −∞.
   */
  logits(texts: readonly string[]): Float64Array[] {
    const logits = this.heads.map(({ fitted }) => new Float64Array(texts.length * fitted.classes));
    for (let begin = 0; begin < texts.length; begin += CHUNK) {
      const x = this.vectorizer.transform(texts.slice(begin, begin + CHUNK));
      for (const [place, { fitted, temperature }] of this.heads.entries()) {
        const chunk = headDecisions(x, fitted);
        logits[place]?.set(
          chunk.map((value) => value / temperature),
          begin * fitted.classes,
        );
      }
    }
    return logits;
  }

  /** The features with the largest weights for a class, the largest first; none for a class without training texts. */
  topFeatures(head: number, classId: number, count: number): WeightedFeature[] {
    const { fitted } = present(this.heads[head], `head ${head} of the model`);
    const weights = classWeightsOf(fitted, classId);
    if (weights === undefined) return [];
    return Array.from(weights.keys())
      .sort((a, b) => (weights[b] as number) - (weights[a] as number))
      .slice(0, count)
      .map((column) => ({ ...this.vectorizer.feature(column), weight: weights[column] as number }));
  }

  /** The model as plain data, with the very weights that it scores with. */
  toArtifact(): Artifact<TfidfLinearJson> {
    const vectorizer = this.vectorizer.toArtifact();
    const tensors: Record<string, ArtifactTensor> = { ...vectorizer.tensors };
    const heads = this.heads.map(({ fitted, temperature, training }, head) => {
      const { classifier, classes, seen, model } = fitted;
      const { features, outputs, weights, bias } = model;
      tensors[`heads.${head}.weight`] = { dtype: "F32", shape: [features, outputs], data: weights };
      tensors[`heads.${head}.bias`] = { dtype: "F64", shape: [outputs], data: bias };
      return { classifier, classes, seen: [...seen], temperature, training };
    });
    return { json: { formatVersion: 1, vectorizer: vectorizer.json, heads }, tensors };
  }

  /** The model of {@link TfidfLinearModel.toArtifact}; it scores every text the same. */
  static fromArtifact({ json, tensors }: Artifact<TfidfLinearJson>): TfidfLinearModel {
    if (json.formatVersion !== 1) throw unknownVersion(json.formatVersion);
    const vectorizer = TfidfVectorizer.fromArtifact({ json: json.vectorizer, tensors });
    const heads = json.heads.map(({ classifier, classes, seen, temperature, training }, head): TfidfLinearHead => {
      const outputs = seen.length === 2 ? 1 : seen.length;
      const weight = tensors[`heads.${head}.weight`];
      const bias = tensors[`heads.${head}.bias`];
      if (weight?.dtype !== "F32" || weight.data.length !== vectorizer.columns * outputs) throw brokenHead(head);
      if (bias?.dtype !== "F64" || bias.data.length !== outputs) throw brokenHead(head);
      const model = { features: vectorizer.columns, outputs, weights: weight.data, bias: bias.data };
      return { fitted: { classifier, classes, seen: Int32Array.from(seen), model }, temperature, training };
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

function brokenHead(head: number): PinakesError {
  return new PinakesError("MODEL_ARTIFACT", {
    where: `heads.${head}`,
    message: "weight or bias is missing, or not of the size that the vectors and classes ask for",
    fix: "train the model again, or copy the whole model folder anew.",
  });
}
