import { decodingOf, hasSeveralPaths } from "../labels/config.js";
import { fitsHead } from "../models/config.js";
import type { RunConfig } from "./run-config.js";

/** Two keys that contradict each other: what is wrong, and what to change. */
export interface ConfigConflict {
  readonly where: string;
  readonly message: string;
  readonly fix: string;
}

type Rule = (config: RunConfig) => ConfigConflict | undefined;

/** Whether a transformer's encoder stays as it is, so that its head alone is trained, to convergence. */
export function isFrozen(model: RunConfig["model"]): boolean {
  return "strategy" in model && model.strategy === "frozen";
}

/** Contradictions between keys that are each valid. What only the data can tell is checked where the data is read. */
export function findConflicts(config: RunConfig): ConfigConflict[] {
  return RULES.map((rule) => rule(config)).filter((conflict) => conflict !== undefined);
}

/**
 * Whether there may be a validation split, as far as can be told without the data. One set of files of which the config
 * says no more is divided by the defaults, which have a validation part.
 */
export function mayHaveValidation({ data, folds }: RunConfig): boolean {
  const { split } = data;
  // Each fold is one.
  if (folds !== undefined) return true;
  if (data.validation !== undefined) return true;
  if (split !== undefined && !("method" in split)) return true;
  if (split?.validation !== undefined) return true;
  return data.test === undefined && split?.test === undefined;
}

const filesAndSplit: Rule = ({ data }) => {
  const split = data.split;
  if (split === undefined) return undefined;
  for (const part of ["validation", "test"] as const) {
    if (data[part] === undefined) continue;
    const given = part in split ? split[part as keyof typeof split] : undefined;
    const way = "column" in split ? "column" : "file" in split ? "file" : given === undefined ? undefined : part;
    if (way === undefined) continue;
    return {
      where: `data.${part}`,
      message: `data.${part} names files, and data.split.${way} makes the same split again`,
      fix: `keep data.${part} or data.split.${way}, not both.`,
    };
  }
  return undefined;
};

const sharesTooLarge: Rule = ({ data }) => {
  const split = data.split;
  if (split === undefined || !("method" in split)) return undefined;
  const shares = [split.validation, split.test].filter((share) => share !== undefined && share < 1);
  const sum = shares.reduce((total: number, share) => total + (share ?? 0), 0);
  if (sum < 1) return undefined;
  return {
    where: "data.split",
    message: `validation and test take ${Number(sum.toFixed(6))} of all rows, which leaves none to train on`,
    fix: "make the shares sum to less than 1.",
  };
};

const splitColumnAndMethod: Rule = ({ data }) => {
  const split = data.split;
  if (split === undefined || !("method" in split)) return undefined;
  const needsColumn = split.method === "group" || split.method === "time";
  if (needsColumn === (split.by !== undefined)) return undefined;
  return {
    where: "data.split.by",
    message: needsColumn
      ? `the split method ${split.method} needs a column`
      : `a column is for the split methods group and time, and the method is ${split.method}`,
    fix: needsColumn ? "name it: data.split.by: COLUMN" : "take data.split.by out, or set data.split.method: group.",
  };
};

const givenOrderWithoutNames: Rule = ({ data }) => {
  if (data.label_order !== "given" || data.label_names !== undefined) return undefined;
  return {
    where: "data.label_order",
    message: "label_order is given, and no label_names give the order",
    fix: "list the labels under data.label_names, or take label_order: sorted.",
  };
};

const severalLabelColumns: Rule = ({ task, data }) => {
  if (task === "hierarchical" || typeof data.labels === "string" || data.labels.length === 1) return undefined;
  return {
    where: "data.labels",
    message: `${data.labels.length} label columns (${data.labels.join(", ")}) with task ${task}, which takes one`,
    fix: "set task: hierarchical for a column a level, or name one column.",
  };
};

const labelForm: Rule = ({ task, data, hierarchy }) => {
  if (task === "hierarchical" && data.label_delimiter !== undefined && !hasSeveralPaths(hierarchy)) {
    return {
      where: "data.label_delimiter",
      message: "a delimiter is for sets of labels and for several paths, and a text has one path here",
      fix: "use data.path_separator for the levels of a path, or set hierarchy.method: conditional_sigmoid.",
    };
  }
  if (task === "multi-label" || !data.allow_unlabelled) return undefined;
  return {
    where: "data.allow_unlabelled",
    message: `only task multi-label has texts without labels, and task is ${task}`,
    fix: "take data.allow_unlabelled out.",
  };
};

const needsValidation: Rule = (config) => {
  if (mayHaveValidation(config) || usesNoTraining(config)) return undefined;
  const { training } = config;
  const asks = [
    training.early_stopping !== undefined && "training.early_stopping",
    training.schedule === "plateau" && "training.schedule: plateau",
    training.select !== undefined && "training.select",
  ].find((name) => name !== false);
  if (asks === undefined) return undefined;
  return {
    where: asks,
    message: `${asks} looks at a validation split, and the config makes none`,
    fix: "add data.split.validation: 0.1 (or data.validation with files).",
  };
};

const strengthsWithoutValidation: Rule = (config) => {
  const { model } = config;
  if (!("strategy" in model) || !fitsHead(model) || mayHaveValidation(config)) return undefined;
  if (!Array.isArray(model.strength) || model.strength.length === 1) return undefined;
  return {
    where: "model.strength",
    message: "a list is chosen from on a validation split, and the config makes none",
    fix: "give one number, or add data.split.validation: 0.1 (or data.validation with files).",
  };
};

/** The reference's heads of these begin with a linear layer that no pretrained encoder brings. */
const newDenseOverFrozen: Rule = ({ model }) => {
  if (!("strategy" in model) || !fitsHead(model) || model.pooling !== "reference") return undefined;
  if (model.type === "bert") return undefined;
  const { strategy } = model;
  return {
    where: "model.pooling",
    message: `the head of ${model.type} begins with a layer that is drawn at random, and strategy ${strategy} would fit the rest over it`,
    fix: `set model.pooling: mean (or cls)${strategy === "hybrid" ? ", or model.unfreeze.head: 1" : ""}.`,
  };
};

/** The final model learns from the validation texts too. */
const plateauWithFolds: Rule = ({ folds, model, training }) => {
  if (folds === undefined || training.schedule !== "plateau" || usesNoTraining({ model })) return undefined;
  return {
    where: "training.schedule",
    message: "plateau looks at a validation split, and the model that folds end with has none",
    fix: "set training.schedule: linear (or cosine).",
  };
};

const noFeatures: Rule = ({ model }) => {
  if (model.type !== "tfidf-linear" || model.word !== false || model.char !== false) return undefined;
  return {
    where: "model",
    message: "model.word and model.char are both false, so there is nothing to count",
    fix: "take one of the two out.",
  };
};

const invertedNgrams: Rule = ({ model }) => {
  if (model.type !== "tfidf-linear") return undefined;
  for (const part of ["word", "char"] as const) {
    const features = model[part];
    if (features === false || features.ngrams[0] <= features.ngrams[1]) continue;
    return {
      where: `model.${part}.ngrams`,
      message: `the shortest n-gram (${features.ngrams[0]}) is longer than the longest (${features.ngrams[1]})`,
      fix: `write [${features.ngrams[1]}, ${features.ngrams[0]}].`,
    };
  }
  return undefined;
};

const microBatch: Rule = ({ training }) => {
  const micro = training.micro_batch_size;
  if (micro === undefined || micro <= training.batch_size) return undefined;
  return {
    where: "training.micro_batch_size",
    message: `it is ${micro}, more than training.batch_size (${training.batch_size})`,
    fix: `set it to ${training.batch_size} or less.`,
  };
};

/** What weighs the windows is learned by gradient descent, and strategy frozen fits the head alone. */
const learnedWindowsOverFrozen: Rule = ({ model, text }) => {
  if (!isFrozen(model) || text.long_text !== "windows" || text.window_pooling !== "attention") return undefined;
  return {
    where: "text.window_pooling",
    message: "attention is learned by gradient descent, and strategy frozen fits the head alone",
    fix: "set text.window_pooling: mean (or max), or model.strategy: hybrid.",
  };
};

/** 8 bits is how the products of a transformer's layers are computed, and how the CPU computes them fast. */
const int8Elsewhere: Rule = ({ model, training, device }) => {
  if (training.precision !== "int8") return undefined;
  const fix = "set training.precision: fp32.";
  if (!("checkpoint" in model)) {
    return { where: "training.precision", message: `int8 is for transformers, and model.type is ${model.type}`, fix };
  }
  if (device === "auto" || device === "cpu") return undefined;
  return { where: "training.precision", message: `int8 computes on the CPU, and device is ${device}`, fix };
};

const levelWeights: Rule = ({ task, data, training }) => {
  const weights = training.level_weights;
  if (weights === undefined || task !== "hierarchical") return undefined;
  if (weights.every((weight) => weight === 0)) {
    return {
      where: "training.level_weights",
      message: "all weights are 0, so nothing is learned",
      fix: "give at least one level a weight above 0.",
    };
  }
  if (typeof data.labels === "string" || data.labels.length < 2 || data.labels.length === weights.length)
    return undefined;
  return {
    where: "training.level_weights",
    message: `${weights.length} weights for ${data.labels.length} levels (${data.labels.join(", ")})`,
    fix: "give one weight a level.",
  };
};

const severalPaths: Rule = ({ task, hierarchy }) => {
  if (task !== "hierarchical" || !hasSeveralPaths(hierarchy) || hierarchy.method === "conditional_sigmoid") {
    return undefined;
  }
  return {
    where: "hierarchy.paths",
    message: `several paths, and method ${hierarchy.method} gives a text one`,
    fix: "set hierarchy.method: conditional_sigmoid, or hierarchy.paths: one.",
  };
};

const bestOfTree: Rule = ({ task, thresholds }) => {
  if (task !== "hierarchical" || thresholds.method !== "top_k") return undefined;
  return {
    where: "thresholds.method",
    message: "top_k counts labels, and a node of a tree brings those above it",
    fix: "set thresholds.method: per_label or global.",
  };
};

const decoding: Rule = ({ task, hierarchy }) => {
  const chosen = decodingOf(hierarchy);
  if (task !== "hierarchical") return undefined;
  if (chosen === "threshold" && !hasSeveralPaths(hierarchy)) {
    return {
      where: "hierarchy.decoding",
      message: "threshold gives any number of paths, and a text has one",
      fix: "set hierarchy.decoding: stop_early, which ends the path where it is no longer sure enough.",
    };
  }
  if (chosen !== "per_level" || hierarchy.method === "independent") return undefined;
  return {
    where: "hierarchy.decoding",
    message: `per_level takes each level by itself, and method ${hierarchy.method} knows the whole path`,
    fix: "set hierarchy.decoding: best_path.",
  };
};

const twoAdjustments: Rule = ({ task, training, hierarchy }) => {
  if (task !== "hierarchical" || training.logit_adjustment === 0 || hierarchy.logit_adjustment === 0) return undefined;
  return {
    where: "training.logit_adjustment",
    message: "hierarchy.logit_adjustment says the same, and both are above 0",
    fix: "keep one of the two.",
  };
};

const balancedWithoutBatches: Rule = ({ model, training }) => {
  if (training.sampler !== "balanced_batches") return undefined;
  if (model.type !== "tfidf-linear" && !isFrozen(model)) return undefined;
  const what = model.type === "tfidf-linear" ? "model tfidf-linear" : "the head of strategy frozen";
  return {
    where: "training.sampler",
    message: `balanced_batches, and ${what} is fitted to all texts at once`,
    fix: "set training.sampler: oversample, which evens labels out over all texts.",
  };
};

/** What is settled on texts set aside; `tfidf-linear` sets some aside itself, where it chooses its strength. */
const trustWithoutValidation: Rule = (config) => {
  const { model, calibration, conformal, abstain } = config;
  if (mayHaveValidation(config) || model.type === "majority") return undefined;
  if (model.type === "tfidf-linear" && typeof model.strength !== "number") return undefined;
  const where =
    (calibration.method !== "none" && "calibration.method") || (conformal && "conformal") || (abstain && "abstain");
  if (!where) return undefined;
  return {
    where,
    message: "it is settled on validation texts, and there are none",
    fix: "add data.split.validation: 0.1 or data.validation: FILE, or take it out.",
  };
};

const groupPatterns: Rule = ({ training }) => {
  for (const [index, group] of training.parameter_groups.entries()) {
    try {
      new RegExp(group.pattern, "u");
    } catch (error) {
      return {
        where: `training.parameter_groups[${index}].pattern`,
        message: `no regular expression: ${(error as Error).message}`,
        fix: "correct the pattern; . and * are special.",
      };
    }
  }
  return undefined;
};

const repeatedSeeds: Rule = ({ seed }) => {
  if (typeof seed === "number" || new Set(seed).size === seed.length) return undefined;
  return { where: "seed", message: `a seed is there twice in [${seed.join(", ")}]`, fix: "name each seed once." };
};

const RULES: readonly Rule[] = [
  filesAndSplit,
  sharesTooLarge,
  splitColumnAndMethod,
  givenOrderWithoutNames,
  severalLabelColumns,
  labelForm,
  needsValidation,
  strengthsWithoutValidation,
  newDenseOverFrozen,
  plateauWithFolds,
  noFeatures,
  invertedNgrams,
  microBatch,
  learnedWindowsOverFrozen,
  int8Elsewhere,
  levelWeights,
  severalPaths,
  bestOfTree,
  decoding,
  twoAdjustments,
  balancedWithoutBatches,
  trustWithoutValidation,
  groupPatterns,
  repeatedSeeds,
];

function usesNoTraining({ model }: Pick<RunConfig, "model">): boolean {
  return model.type === "majority" || model.type === "tfidf-linear" || isFrozen(model);
}
