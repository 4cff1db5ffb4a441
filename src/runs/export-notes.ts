import type { Classifier } from "../classifier/index.js";
import { isTransformer } from "../models/index.js";
import type { WindowPooling } from "../text/index.js";

/** onnx: the model with its tokenizer for any ONNX runtime; hf: the folder as transformers and transformers.js open it. */
export type ExportFormat = "onnx" | "hf";

/** What a program without Pinakes has to know to get the predictions of an exported model, a sentence each. */
export function exportNotes(classifier: Classifier, format: ExportFormat): string[] {
  return [...textNotes(classifier), ...cutNotes(classifier, format), ...outputNotes(classifier)];
}

/** Cleaning is no part of a model's graph or of its tokenizer. */
function textNotes({ text }: Classifier): string[] {
  const cleaning = Object.entries(text.clean).filter(([, value]) => value !== false && value !== "none");
  const steps = [...text.strip.map((part) => `strip ${part}`), ...cleaning.map(([key]) => `clean.${key}`)];
  return steps.length > 0 ? [`Texts are prepared before they are tokenised: ${steps.join(", ")}.`] : [];
}

function cutNotes({ text }: Classifier, format: ExportFormat): string[] {
  const { long_text: longText } = text;
  if (longText === "head") return [];
  if (longText === "windows") return [windowNote(text.window_pooling, format)];
  const kept = longText === "tail" ? "the end" : "the beginning and the end";
  const theirs = longText === "tail" ? "transformers.js keeps" : "Hugging Face's tokenizers keep";
  return [`Of long texts ${kept} is kept; ${theirs} the beginning.`];
}

function windowNote(pooling: WindowPooling, format: ExportFormat): string {
  const rows = "It was trained on windows of long texts (config.json: pinakes.text, pinakes.details)";
  if (pooling === "mean") return `${rows}: give it a row a window; the mean of their logits is that of the text.`;
  if (format === "onnx") {
    return `${rows}: give it a row a window; window_rows [batch, windows] names the rows of each text, window_counts how many.`;
  }
  return `${rows}: it takes texts of one window; for longer ones take --format onnx, which pools windows by ${pooling}.`;
}

function outputNotes({ config, space }: Classifier): string[] {
  const notes: string[] = [];
  if ("tfidf_weighting" in config && config.tfidf_weighting) {
    notes.push("token_weights takes each token's TF-IDF weight, as config.json has it under pinakes.details.");
  }
  if (!isTransformer(config)) return notes;
  if (space.heads.length > 1) {
    notes.push(
      "It has an output a head: in transformers.js load it by AutoModel; Python's classes have no place for several heads.",
    );
  } else if (config.pooling !== "reference") {
    notes.push(
      `It pools by ${config.pooling}, as Python's AutoModelForSequenceClassification does not: there take the ONNX model for the logits.`,
    );
  }
  return notes;
}
