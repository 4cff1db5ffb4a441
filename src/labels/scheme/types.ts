import type { Taxonomy } from "../taxonomy/taxonomy.js";
import type { Gold, LabelSpace } from "../types.js";

/** One block of a model's raw outputs. What the model knows of labels is this and nothing else. */
export interface OutputSpec {
  readonly name: string;
  /** Logits a text. */
  readonly size: number;
  /** softmax: one of its outputs holds; sigmoid: each holds or not, on its own. */
  readonly kind: "softmax" | "sigmoid";
  /**
   * Of a softmax within groups: the group of each output, from 0 up. The outputs of a group are siblings, whose
   * probabilities sum to 1; a text's target says which group is asked. One group where not given.
   */
  readonly groups?: readonly number[];
}

/** What N texts should say about one output. */
export type OutputTargets =
  | {
      readonly kind: "softmax";
      /** [N] places in the output; −1 counts nothing. */
      readonly ids: Int32Array;
    }
  | {
      readonly kind: "sigmoid";
      /** [N, size]: 1 where it holds, 0 where not. */
      readonly values: Float32Array;
      /** [N, size]: 1 where the value counts, 0 where nothing is known; all count where not given. */
      readonly counted?: Float32Array;
    };

/** How the labels of a task become outputs of a model, and its logits become probabilities of labels. */
export interface LabelScheme {
  readonly space: LabelSpace;
  readonly outputs: readonly OutputSpec[];
  /** What each place of each output stands for, in words: a label, a node's joined path, "(no level3)". */
  readonly places: readonly (readonly string[])[];
  /** Of a scheme over the nodes of a tree: the tree whose nodes' probabilities it gives. */
  readonly taxonomy?: Taxonomy;
  /** One entry an output. */
  targets(golds: readonly Gold[]): readonly OutputTargets[];
  /**
   * Probabilities of the labels of each head of the space. Those of a level of a hierarchy sum to the probability that
   * the path reaches the level.
   * @param logits  [N, size] an output
   * @returns       [N, L] a head; with a taxonomy, behind them [N, nodes] (which the head "nodes" is already)
   */
  probabilities(logits: readonly Float32Array[]): Float32Array[];
}
