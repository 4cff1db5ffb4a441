import type { RunConfig } from "../../config/index.js";
import type { LabelScheme, OutputSpec } from "../../labels/index.js";
import { present } from "../../shared/index.js";

/** What decides between the labels of a level, and what it is trained by. */
export interface SummaryHead {
  readonly name: string;
  readonly labels: readonly string[];
  /** What turns its numbers into probabilities. */
  readonly activation: string;
  /** What training makes small. */
  readonly loss: string;
}

/** One output of a config's model, in words. */
export function describeHead(config: RunConfig, { outputs, places }: LabelScheme, index: number): SummaryHead {
  const output = present(outputs[index], "an output");
  return { name: output.name, labels: places[index] ?? [], ...describe(config, output, index) };
}

function describe(
  { task, model, training, hierarchy }: RunConfig,
  { kind, groups }: OutputSpec,
  index: number,
): Pick<SummaryHead, "activation" | "loss"> {
  const isSigmoid = kind === "sigmoid";
  const activation = `${kind}${groups ? " among siblings" : ""}`;
  const entropy = isSigmoid ? "binary cross-entropy" : "cross-entropy";
  const weighted = training.class_weights === "none" ? [] : [isSigmoid ? "weights of positive texts" : "class weights"];
  const tau = training.logit_adjustment + (task === "hierarchical" ? hierarchy.logit_adjustment : 0);
  const adjusted = tau > 0 && !isSigmoid ? [`logit adjustment ${tau}`] : [];
  switch (model.type) {
    case "majority":
      return { activation: "shares of the training texts", loss: "none" };
    case "tfidf-linear":
      return model.classifier === "svm"
        ? {
            activation: `${activation} of decision values`,
            loss: words("squared hinge, one against the rest", weighted),
          }
        : { activation, loss: words(entropy, [...weighted, ...adjusted]) };
    default: {
      const { loss, focal_gamma: gamma, label_smoothing: smoothing, level_weights: levels } = training;
      const extras = [
        ...weighted,
        ...adjusted,
        ...(smoothing > 0 && loss !== "focal" && !isSigmoid ? [`label smoothing ${smoothing}`] : []),
        ...(levels?.[index] === undefined ? [] : [`level weight ${levels[index]}`]),
      ];
      return { activation, loss: words(loss === "focal" ? `focal, γ ${gamma}` : entropy, extras) };
    }
  }
}

function words(loss: string, extras: readonly string[]): string {
  return extras.length === 0 ? loss : `${loss} (${extras.join(", ")})`;
}
