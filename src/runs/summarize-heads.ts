import type { RunConfig } from "../config/index.js";
import type { Head } from "../labels/index.js";

/** What decides between the labels of a level, and what it is trained by. */
export interface SummaryHead {
  readonly name: string;
  readonly labels: readonly string[];
  /** What turns its numbers into probabilities. */
  readonly activation: string;
  /** What training makes small. */
  readonly loss: string;
}

/** One head of a config's model, in words. */
export function describeHead(config: RunConfig, { name, labels }: Head, index: number): SummaryHead {
  return { name, labels, ...describe(config, index) };
}

function describe({ model, training }: RunConfig, index: number): Pick<SummaryHead, "activation" | "loss"> {
  const weighted = training.class_weights === "none" ? [] : ["class weights"];
  switch (model.type) {
    case "majority":
      return { activation: "shares of the training texts", loss: "none" };
    case "tfidf-linear":
      return model.classifier === "svm"
        ? { activation: "softmax of decision values", loss: words("squared hinge, one against the rest", weighted) }
        : { activation: "softmax", loss: words("cross-entropy", weighted) };
    default: {
      const { loss, focal_gamma: gamma, label_smoothing: smoothing, level_weights: levels } = training;
      const extras = [
        ...weighted,
        ...(smoothing > 0 && loss !== "focal" ? [`label smoothing ${smoothing}`] : []),
        ...(levels?.[index] === undefined ? [] : [`level weight ${levels[index]}`]),
      ];
      return { activation: "softmax", loss: words(loss === "focal" ? `focal, γ ${gamma}` : "cross-entropy", extras) };
    }
  }
}

function words(loss: string, extras: readonly string[]): string {
  return extras.length === 0 ? loss : `${loss} (${extras.join(", ")})`;
}
