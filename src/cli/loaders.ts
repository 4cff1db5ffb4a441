import type { CommandLoaders } from "./command-types.js";

/** One line a command; nothing is imported before a command runs, so that `--help` is instant. */
export const COMMAND_LOADERS: CommandLoaders = {
  init: () => import("./init.js"),
  explore: () => import("./explore.js"),
  train: () => import("./train.js"),
  pretrain: () => import("./pretrain.js"),
  evaluate: () => import("./evaluate.js"),
  predict: () => import("./predict.js"),
  explain: () => import("./explain.js"),
  export: () => import("./export.js"),
  summary: () => import("./summary.js"),
  report: () => import("./report.js"),
  compare: () => import("./compare.js"),
  doctor: () => import("./doctor.js"),
  cache: () => import("./cache.js"),
};
