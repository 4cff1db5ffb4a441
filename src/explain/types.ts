import type { LabelScore } from "../classifier/index.js";
import type { Gold } from "../labels/index.js";
import type { Interval } from "../statistics/index.js";
import type { QuadratureRule } from "./quadrature.js";

/** Ways to say what each word of a text adds to a label's score. */
export const METHODS = [
  "contributions",
  "integrated_gradients",
  "gradient_x_input",
  "occlusion",
  "attention",
  "attention_rollout",
] as const;

/**
 * contributions: of `tfidf-linear`, coefficient × value of the n-grams, shared out over their words; exact.
 * integrated_gradients: Sundararajan et al. 2017, over the embeddings. gradient_x_input: the gradient times the embedding.
 * occlusion: the score less that of the text without the word. attention: how much the pooled states look at the word in
 * the last layer, or the weight of the attention pooling. attention_rollout: through all layers (Abnar & Zuidema 2020).
 */
export type Method = (typeof METHODS)[number];

/** What stands in for a word on the path of integrated gradients: the embedding of padding, of the mask token, or zeros. */
export type Baseline = "pad" | "mask" | "zero";

/** How attributions are computed. */
export interface AttributionOptions {
  /** Default: all that the model has. */
  readonly methods?: readonly Method[] | undefined;
  /** Points on the path of integrated gradients. Default 32; 64 or 128 where they miss more than 5 % of the score. */
  readonly steps?: number | undefined;
  /** Default gauss_legendre. */
  readonly rule?: QuadratureRule | undefined;
  /** Default pad. */
  readonly baseline?: Baseline | undefined;
}

/** A word of a text as the model reads it: its UTF-16 units [start, end) of the prepared text. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** How well integrated gradients add up: they should sum to the score less that of the baseline. */
export interface Completeness {
  readonly score: number;
  readonly baseline_score: number;
  /** Of all tokens. */
  readonly sum: number;
  /** |sum − (score − baseline_score)| */
  readonly error: number;
  /** The error over |score − baseline_score|. */
  readonly relative_error: number;
  /** Points of the path. */
  readonly steps: number;
}

/** What each word adds to a label's score, by one method. */
export interface Attribution {
  readonly method: Method;
  /** One a word; for the label where positive. Attention knows no sign. */
  readonly scores: readonly number[];
  /** What no word has: of special tokens; of contributions the bias. */
  readonly rest: number;
  readonly completeness?: Completeness;
  /** Of contributions: the n-grams that add most and least, by size. */
  readonly features?: readonly { readonly kind: string; readonly name: string; readonly value: number }[];
}

/** Shares of the words at which curves are drawn. */
export const CURVE: readonly number[] = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** Shares of the words that comprehensiveness and sufficiency are a mean over (DeYoung et al. 2020, §4.2). */
export const BINS: readonly number[] = [0.01, 0.05, 0.1, 0.2, 0.5];

/** What an order of the words does to a label's probability. */
export interface Faithfulness {
  /** The probability without the first words, at each share of {@link CURVE}. */
  readonly deletion: readonly number[];
  /** The probability of the first words alone. */
  readonly insertion: readonly number[];
  /** Area under the curve; of deletion lower is better. */
  readonly deletion_area: number;
  /** Higher is better. */
  readonly insertion_area: number;
  /** Probability lost without the first words, a mean over {@link BINS}; higher is better. */
  readonly comprehensiveness: number;
  /** Probability lost with the first words alone; lower is better. */
  readonly sufficiency: number;
}

/** The faithfulness of one method's order, beside the mean of random orders. */
export interface MethodFaithfulness extends Faithfulness {
  readonly method: Method | "random";
}

/** How alike the orders of methods are: a matrix over `methods`, NaN (null in JSON) where one is constant. */
export interface Agreement {
  readonly methods: readonly Method[];
  readonly spearman: readonly (readonly number[])[];
  readonly kendall: readonly (readonly number[])[];
}

/** Why one label was said, or was not. */
export interface TargetExplanation {
  readonly head: string;
  readonly label: string;
  readonly probability: number;
  /** The logit (of the paths through a node: of all of them together). */
  readonly score: number;
  /** Whether the model says it. */
  readonly said: boolean;
  /** Whether it is true, where that is known. */
  readonly right?: boolean;
  readonly attributions: readonly Attribution[];
  readonly faithfulness: readonly MethodFaithfulness[];
  readonly agreement: Agreement;
}

/** A layer's attention in two numbers, means over its heads. */
export interface LayerFocus {
  /** Entropy of what a token looks at, a mean over tokens, as a share of the largest possible, ln T. */
  readonly entropy: number;
  /** Tokens between a token and what it looks at, a mean over tokens. */
  readonly distance: number;
}

/** A matrix of attention over units: row i says how much unit i looks at each other; rows sum to 1. */
export interface AttentionMatrix {
  /** Layer from 0; "rollout" is through all layers. */
  readonly layer: number | "rollout";
  /** Head from 0; "mean" is over all heads. */
  readonly head: number | "mean";
  readonly weights: readonly (readonly number[])[];
}

/** A word with the attention that it gets. */
export interface AttendedWord {
  readonly word: string;
  readonly weight: number;
}

/** Where a model looks in a text. */
export type AttentionExplanation =
  | {
      readonly kind: "self-attention";
      readonly layers: number;
      readonly heads: number;
      /** The words, and the special tokens around them: rows and columns of the matrices. */
      readonly units: readonly string[];
      readonly matrices: readonly AttentionMatrix[];
      readonly focus: readonly LayerFocus[];
      /** Words that the first token ([CLS]) looks at most, a list a shown layer; mean over the heads. */
      readonly top: readonly { readonly layer: number; readonly words: readonly AttendedWord[] }[];
    }
  | {
      readonly kind: "pooling";
      /** Entropy as a share of ln T. */
      readonly entropy: number;
      readonly top: readonly AttendedWord[];
    };

/** What a model says of a text, and why. */
export interface TextExplanation {
  readonly id?: string;
  /** The text as it was prepared: what offsets are of. */
  readonly text: string;
  readonly words: readonly Word[];
  /** Of a text that is read in several windows: how many. Its attention matrices are of the first. */
  readonly windows?: number;
  readonly gold?: Gold;
  readonly predicted: Gold;
  readonly right?: boolean;
  /** The most probable labels of each head. */
  readonly heads: readonly { readonly name: string; readonly best: readonly LabelScore[] }[];
  readonly targets: readonly TargetExplanation[];
  readonly attention?: AttentionExplanation;
  readonly warnings: readonly string[];
}

/** A figure of right and of wrong predictions, and their difference; what there are no texts for is absent. */
export interface RightAgainstWrong {
  readonly right?: Interval;
  readonly wrong?: Interval;
  /** right − wrong */
  readonly difference?: Interval;
}

/** Whether the texts bear a claim out: the difference's interval is below 0 as claimed, above it, or holds it. */
export interface Claim {
  readonly claim: string;
  readonly verdict: "holds" | "reversed" | "not shown";
  readonly difference: Interval;
}

/** A word that texts look at most. */
export interface SampleWord {
  readonly word: string;
  /** Texts in which it is among the ten words looked at most. */
  readonly texts: number;
  /** Its mean weight there. */
  readonly weight: number;
}

/** Attention over a sample. */
export interface SampleAttention {
  readonly kind: "self-attention" | "pooling";
  readonly layers: readonly {
    readonly layer: number;
    readonly entropy: RightAgainstWrong;
    /** Not of pooling. */
    readonly distance?: RightAgainstWrong;
  }[];
  readonly claims: readonly Claim[];
  /** Of the last layer: words that [CLS] looks at most, in right and in wrong predictions. */
  readonly top: { readonly right: readonly SampleWord[]; readonly wrong: readonly SampleWord[] };
}

/** A method's faithfulness over a sample: curves are means, figures have intervals over the texts. */
export interface SampleMethod {
  readonly method: Method | "random";
  readonly deletion: readonly number[];
  readonly insertion: readonly number[];
  readonly deletion_area: Interval;
  readonly insertion_area: Interval;
  readonly comprehensiveness: Interval;
  readonly sufficiency: Interval;
  /** Comprehensiveness less that of random orders of the same texts; above 0 where the method knows more than chance. */
  readonly over_random?: Interval;
}

/** How well methods explain what is said on one level (or of all labels, where there are no levels). */
export interface SampleHead {
  readonly head: string;
  readonly texts: number;
  readonly methods: readonly SampleMethod[];
  readonly agreement: Agreement;
  /** Relative error of the completeness of integrated gradients. */
  readonly completeness?: { readonly median: number; readonly largest: number };
}

/** Explanations of a sample of texts, right and wrong predictions. */
export interface SampleExplanation {
  readonly counts: { readonly right: number; readonly wrong: number; readonly examined: number };
  readonly heads: readonly SampleHead[];
  readonly attention?: SampleAttention;
  readonly warnings: readonly string[];
  /** Some of the texts, right predictions first. */
  readonly texts: readonly TextExplanation[];
}
