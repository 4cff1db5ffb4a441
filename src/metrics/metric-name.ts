const SHORT: Readonly<Record<string, string>> = {
  f1: "F1",
  auc: "AUC",
  "pr AUC": "PR-AUC",
  "roc AUC": "ROC-AUC",
  lca: "LCA",
  mcc: "MCC",
};

/** A metric's name as people read it: `macro_f1` → "macro F1", `level2.macro_f1` → "level 2 macro F1". */
export function metricName(metric: string): string {
  const words = metric
    .replace(/^level(\d+)\./u, "level $1 ")
    .replace(".", ": ")
    .replaceAll("_", " ");
  return Object.entries(SHORT).reduce(
    (name, [short, long]) => name.replaceAll(new RegExp(`\\b${short}\\b`, "gu"), long),
    words,
  );
}
