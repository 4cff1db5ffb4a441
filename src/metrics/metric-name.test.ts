import { expect, it } from "vitest";
import { metricName } from "./metric-name.js";

it.each([
  ["macro_f1", "macro F1"],
  ["level2.macro_f1", "level 2 macro F1"],
  ["topic.accuracy", "topic: accuracy"],
  ["macro_roc_auc", "macro ROC-AUC"],
  ["hierarchical_macro_pr_auc", "hierarchical macro PR-AUC"],
  ["lca_distance", "LCA distance"],
])("%s is told as %s", (metric, name) => {
  expect(metricName(metric)).toBe(name);
});
