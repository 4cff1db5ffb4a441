import type { EncoderArchitecture, EncoderType } from "./architecture.js";
import type { TransformerModel } from "./transformer-model.js";

const CLASSES: { readonly [T in EncoderType]: string } = {
  bert: "Bert",
  distilbert: "DistilBert",
  roberta: "Roberta",
  "xlm-roberta": "XLMRoberta",
  electra: "Electra",
};

/** The class of the reference that guesses masked tokens as a {@link maskedLanguageModel} does. */
export function maskedReferenceClass({ type }: Pick<EncoderArchitecture, "type">): string {
  return `${CLASSES[type]}ForMaskedLM`;
}

/**
 * The class of the reference that computes what a model does, as `architectures` in its `config.json`: the whole classifier
 * where pooling and head are the reference's, and otherwise the encoder inside.
 */
export function referenceClasses({ architecture, pooling, heads }: TransformerModel): readonly string[] {
  const whole = pooling === "reference" && heads.length === 1;
  return [`${CLASSES[architecture.type]}${whole ? "ForSequenceClassification" : "Model"}`];
}
