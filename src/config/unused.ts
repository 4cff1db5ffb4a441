import { decodingOf, hasSeveralPaths } from "../labels/config.js";
import { fitsHead } from "../models/config.js";
import { isFrozen, mayHaveValidation } from "./conflicts.js";
import type { RunConfig } from "./run-config.js";
import { type ConfigPath, formatPath } from "./schema.js";

/** A remark on a config that is valid: a key that changes nothing, or a choice that is likely a mistake. */
export interface ConfigWarning {
  readonly path: string;
  readonly message: string;
}

/** Keys (a path or all below it) that have no effect when `unless` does not hold. */
interface UseRule {
  readonly keys: readonly string[];
  /** Keys below them that the rule leaves out. */
  readonly except?: readonly string[];
  readonly unused: (config: RunConfig) => string | undefined;
}

const when = (condition: boolean, reason: string): string | undefined => (condition ? reason : undefined);

/** Keys of training that also say how a convex loss is fitted. */
const CONVERGED_KEYS = [
  "training.class_weights",
  "training.effective_number_beta",
  "training.positive_weight_cap",
  "training.logit_adjustment",
  "training.sampler",
  "training.select",
];

const USE_RULES: readonly UseRule[] = [
  { keys: ["training"], unused: ({ model }) => when(model.type === "majority", "model majority only counts labels") },
  {
    keys: ["training"],
    except: CONVERGED_KEYS,
    unused: ({ model }) =>
      when(model.type === "tfidf-linear", "model tfidf-linear is trained to convergence by its own solver"),
  },
  {
    keys: ["training"],
    except: CONVERGED_KEYS,
    unused: ({ model }) => when(isFrozen(model), "strategy is frozen, which trains the head to convergence"),
  },
  {
    keys: ["training.select"],
    unused: ({ model, task }) =>
      when(
        (model.type === "tfidf-linear" || isFrozen(model)) && task !== "multi-label",
        "the strength of a classifier is chosen by accuracy",
      ),
  },
  {
    keys: ["thresholds"],
    unused: (config) => when(!answersByThresholds(config), `task is ${config.task}, without thresholds`),
  },
  {
    keys: ["thresholds"],
    except: ["thresholds.value", "thresholds.k", "thresholds.min_labels"],
    unused: ({ model, thresholds: { method } }) =>
      when(
        model.type === "majority" && method !== "fixed" && method !== "top_k",
        "model majority gives all texts the same scores",
      ),
  },
  {
    keys: ["thresholds.metric", "thresholds.beta", "thresholds.min_precision"],
    unused: ({ thresholds: { method } }) =>
      when(method === "fixed" || method === "top_k", `method is ${method}, which tunes nothing`),
  },
  {
    keys: ["thresholds.shrinkage"],
    unused: ({ thresholds: { method, metric } }) =>
      when(method !== "per_label" || metric === "precision", "it is of method per_label with metric f1 or f_beta"),
  },
  {
    keys: ["thresholds.average"],
    unused: ({ thresholds: { method, metric } }) =>
      when(method !== "global" || metric === "precision", "it is of method global with metric f1 or f_beta"),
  },
  {
    keys: ["thresholds.beta"],
    unused: ({ thresholds: { metric } }) => when(metric !== "f_beta", "metric is not f_beta"),
  },
  {
    keys: ["thresholds.min_precision"],
    unused: ({ thresholds: { metric } }) => when(metric !== "precision", "metric is not precision"),
  },
  {
    keys: ["thresholds.value"],
    unused: ({ thresholds: { method } }) => when(method !== "fixed", "method is not fixed"),
  },
  {
    keys: ["thresholds.k"],
    unused: ({ thresholds: { method } }) => when(method !== "top_k", "method is not top_k"),
  },
  {
    keys: ["thresholds.min_labels"],
    unused: ({ task, thresholds: { method } }) =>
      when(method === "top_k" || task === "hierarchical", "every text gets a label as it is"),
  },
  {
    keys: ["calibration", "conformal", "abstain"],
    unused: ({ model }) => when(model.type === "majority", "model majority gives all texts the same scores"),
  },
  {
    keys: ["conformal.method"],
    unused: ({ task }) => when(task !== "multi-class", `task is ${task}`),
  },
  {
    keys: ["training.layer_decay"],
    unused: ({ model }) => when(!("strategy" in model), `model ${model.type} is no transformer`),
  },
  {
    keys: ["model.classifier_dropout", "model.embedding_update"],
    unused: ({ model }) => when(isFrozen(model), "strategy is frozen"),
  },
  {
    keys: ["model.strength"],
    unused: ({ model }) => when("strategy" in model && !fitsHead(model), "the head is trained by gradient descent"),
  },
  {
    keys: ["model.unfreeze"],
    unused: ({ model }) => when("strategy" in model && model.strategy !== "hybrid", "strategy is not hybrid"),
  },
  {
    keys: ["cache"],
    unused: ({ model }) => when(!isNeural(model), `model ${model.type} keeps nothing for the next run`),
  },
  {
    keys: ["text.max_length", "text.long_text", "text.stride", "text.max_windows", "text.window_pooling"],
    unused: ({ model }) => when(!isNeural(model), `model ${model.type} reads whole texts`),
  },
  {
    keys: ["text.stride", "text.max_windows", "text.window_pooling"],
    unused: ({ text }) => when(text.long_text !== "windows", `long_text is ${text.long_text}`),
  },
  {
    keys: ["text.max_length"],
    unused: ({ model }) => when("max_length" in model && model.max_length !== undefined, "model.max_length is given"),
  },
  { keys: ["hierarchy"], unused: ({ task }) => when(task !== "hierarchical", `task is ${task}`) },
  {
    keys: ["hierarchy.threshold"],
    unused: ({ hierarchy }) =>
      when(!["threshold", "stop_early"].includes(decodingOf(hierarchy)), `decoding is ${decodingOf(hierarchy)}`),
  },
  {
    keys: ["hierarchy.logit_adjustment"],
    unused: ({ hierarchy }) =>
      when(hierarchy.method === "conditional_sigmoid", "method is conditional_sigmoid, which has no softmax"),
  },
  {
    keys: ["hierarchy.labels_within_parent"],
    unused: ({ hierarchy }) =>
      when(hasSeveralPaths(hierarchy), "nodes of several paths always are within their parent"),
  },
  { keys: ["training.level_weights"], unused: ({ task }) => when(task !== "hierarchical", `task is ${task}`) },
  {
    keys: ["training.level_weights"],
    unused: ({ hierarchy: { method } }) =>
      when(method === "flat" || method === "conditional_sigmoid", `method ${method} learns all levels as one`),
  },
  { keys: ["data.path_separator"], unused: ({ task }) => when(task !== "hierarchical", `task is ${task}`) },
  { keys: ["data.label_delimiter"], unused: ({ task }) => when(task === "multi-class", `task is ${task}`) },
  {
    keys: ["data.split.seed"],
    unused: ({ data: { split } }) =>
      when(
        split !== undefined && "method" in split && (split.method === "sequential" || split.method === "time"),
        "this split method draws nothing at random",
      ),
  },
  {
    keys: ["model.vocabulary"],
    unused: ({ model }) =>
      when("tokenizer" in model && model.tokenizer !== "word", "the tokenizer brings its own vocabulary"),
  },
  {
    keys: ["model.embedding_update"],
    unused: ({ model }) => when("train_embeddings" in model && !model.train_embeddings, "train_embeddings is false"),
  },
  {
    keys: ["model.attention"],
    unused: ({ model }) => when("pooling" in model && model.pooling !== "attention", "pooling is not attention"),
  },
  {
    keys: ["model.dropout.layers"],
    unused: ({ model }) => when("layers" in model && model.layers === 1, "there is one recurrent layer only"),
  },
  {
    keys: ["model.refit"],
    unused: ({ folds }) => when(folds !== undefined, "with folds the final model learns from all texts anyway"),
  },
  {
    keys: ["model.refit"],
    unused: (config) => when(!mayHaveValidation(config), "there is no validation split"),
  },
  {
    keys: ["training.positive_weight_cap"],
    unused: ({ training: { class_weights: weights } }) =>
      when(
        weights !== "balanced" && weights !== "effective_number",
        "class_weights is neither balanced nor effective_number",
      ),
  },
  {
    keys: ["training.effective_number_beta"],
    unused: ({ training }) =>
      when(training.class_weights !== "effective_number", "class_weights is not effective_number"),
  },
  {
    keys: ["training.positive_weight_cap"],
    unused: (config) => when(!hasSigmoids(config), "no head is a sigmoid"),
  },
  {
    keys: ["training.logit_adjustment"],
    unused: (config) => when(hasSigmoids(config), "there is no softmax"),
  },
  {
    keys: ["training.logit_adjustment", "hierarchy.logit_adjustment"],
    unused: ({ model }) =>
      when(model.type === "tfidf-linear" && model.classifier === "svm", "a support vector machine has no softmax"),
  },
  {
    keys: ["training.logit_adjustment"],
    unused: ({ task, training }) => when(task === "multi-class" && evensOut(training), "the sampler evens labels out"),
  },
  {
    keys: ["training.class_weights", "training.effective_number_beta"],
    unused: ({ task, training }) =>
      when(
        task === "multi-class" && evensOut(training) && typeof training.class_weights === "string",
        "the sampler evens labels out",
      ),
  },
  {
    keys: ["training.label_smoothing"],
    unused: ({ task }) => when(task === "multi-label", "a sigmoid takes hard targets"),
  },
  { keys: ["training.focal_gamma"], unused: ({ training }) => when(training.loss !== "focal", "loss is not focal") },
  {
    keys: ["training.label_smoothing"],
    unused: ({ training }) => when(training.loss === "focal", "the focal loss takes hard targets"),
  },
  {
    keys: ["training.memory_budget"],
    unused: ({ training }) => when(training.micro_batch_size !== undefined, "micro_batch_size is given"),
  },
  { keys: ["training.momentum"], unused: ({ training }) => when(training.optimizer !== "sgd", "optimizer is not sgd") },
  {
    keys: ["training.beta1", "training.beta2", "training.epsilon"],
    unused: ({ training }) => when(training.optimizer === "sgd", "optimizer is sgd"),
  },
  {
    keys: ["training.plateau"],
    unused: ({ training }) => when(training.schedule !== "plateau", "schedule is not plateau"),
  },
  {
    keys: ["training.polynomial_power"],
    unused: ({ training }) => when(training.schedule !== "polynomial", "schedule is not polynomial"),
  },
  {
    keys: ["export.onnx"],
    unused: ({ model }) => when(!("checkpoint" in model), `model ${model.type} is no transformer`),
  },
  {
    keys: ["device"],
    unused: ({ model, device }) =>
      when(
        (model.type === "majority" || model.type === "tfidf-linear") && device !== "auto" && device !== "cpu",
        `model ${model.type} always runs on the CPU`,
      ),
  },
];

/**
 * Warnings for keys that the config gives and nothing uses, and for likely mistakes.
 *
 * A key that only repeats its default is passed over, so that a resolved config, where all defaults are written out,
 * loads without a warning.
 */
export function findWarnings(config: RunConfig, given: readonly GivenKey[]): ConfigWarning[] {
  const warnings: ConfigWarning[] = [];
  for (const { path, isDefault } of given) {
    if (isDefault) continue;
    const name = formatPath(path);
    const rule = USE_RULES.find((candidate) => covers(candidate, name) && candidate.unused(config) !== undefined);
    if (rule !== undefined) warnings.push({ path: name, message: `has no effect: ${rule.unused(config)}` });
  }
  return [...warnings, ...likelyMistakes(config)];
}

/** A value of the config as written, at its path. */
export interface GivenKey {
  readonly path: ConfigPath;
  readonly isDefault: boolean;
}

function covers({ keys, except = [] }: UseRule, name: string): boolean {
  const isIn = (key: string): boolean => name === key || name.startsWith(`${key}.`) || name.startsWith(`${key}[`);
  return keys.some(isIn) && !except.some(isIn);
}

/** Whether labels become sigmoids, each on its own. */
function hasSigmoids({ task, hierarchy }: RunConfig): boolean {
  return task === "multi-label" || (task === "hierarchical" && hierarchy.method === "conditional_sigmoid");
}

/** Whether a sampler makes all labels equally frequent, where a text has one. */
function evensOut({ sampler }: RunConfig["training"]): boolean {
  return typeof sampler === "object" ? sampler.with_replacement : sampler !== "none";
}

function likelyMistakes({ model }: RunConfig): ConfigWarning[] {
  if (!("train_embeddings" in model)) return [];
  const warnings: ConfigWarning[] = [];
  if (model.embeddings !== undefined && model.tokenizer !== "word") {
    const message = "word vectors are looked up by word piece: a piece that is no word has none";
    warnings.push({ path: "model.embeddings", message });
  }
  if (model.embeddings === undefined && !model.train_embeddings) {
    const message = "is false without model.embeddings: the embeddings stay as they were drawn";
    warnings.push({ path: "model.train_embeddings", message });
  }
  return warnings;
}

/** Whether labels are those that reach a threshold: sets, and several paths unless another decoding is asked for. */
function answersByThresholds({ task, hierarchy }: RunConfig): boolean {
  if (task === "hierarchical") return hasSeveralPaths(hierarchy) && decodingOf(hierarchy) === "threshold";
  return task === "multi-label";
}

function isNeural(model: RunConfig["model"]): boolean {
  return model.type !== "majority" && model.type !== "tfidf-linear";
}
