import type { Value } from "../../engine/index.js";
import { attentionPooling, constantInit, maxPooling, meanPooling, type Scope } from "../../nn/index.js";
import type { WindowPooling } from "../../text/index.js";
import { type BuildOptions, INPUT, type LayerSummary, OUTPUT } from "./neural-model.js";

/** The prefix of the parameters that weigh the windows of a text. */
export const WINDOW_ATTENTION = "window_attention";

/** Whether several rows of a graph may be one text. */
function hasWindows(pooling: WindowPooling | undefined, { windows = true }: BuildOptions): boolean {
  return pooling !== undefined && windows;
}

/** The symbol of the rows that an encoder reads: texts, or windows of texts. */
export function rowSymbol(pooling: WindowPooling | undefined, build: BuildOptions): "B" | "W" {
  return hasWindows(pooling, build) ? "W" : "B";
}

/**
 * The vectors of texts from those of their windows: each text's are put side by side, then pooled as states of a sequence
 * are. Of one window every pooling gives its vector. Attention starts with scores of 0, so as the mean.
 * @param vectors  [W, H] of windows
 * @returns        [B, H] of texts; the vectors themselves where each row is a text
 */
export function poolWindows(
  scope: Scope,
  vectors: Value,
  { pooling, build }: { readonly pooling: WindowPooling | undefined; readonly build: BuildOptions },
): Value {
  if (pooling === undefined || !hasWindows(pooling, build)) return vectors;
  const { m, g } = scope;
  const [rows, counts] = build.masked
    ? [
        m.transpose(scope.data(INPUT.windowRows, "i64", ["B", "S"]), [1, 0]),
        scope.data(INPUT.windowCounts, "i64", ["B"]),
      ]
    : [scope.data(INPUT.windowRows, "i32", ["S", "B"]), scope.data(INPUT.windowCounts, "i32", ["B"])];
  const sequence = { states: m.gather(vectors, rows), lengths: build.masked ? m.cast(counts, "i32") : counts }; // [S, B, H]
  if (pooling === "mean") return meanPooling(scope, sequence);
  if (pooling === "max") return maxPooling(scope, sequence);
  const { pooled, weights } = attentionPooling(scope.child(WINDOW_ATTENTION), sequence, {
    score: "linear",
    initialize: constantInit(0),
  });
  if (!scope.training) g.output(OUTPUT.windowAttention, weights);
  return pooled;
}

/** The line of a model's summary, where it reads texts in windows. */
export function windowLine(pooling: WindowPooling | undefined, width: number): LayerSummary[] {
  if (pooling === undefined) return [];
  const kind = pooling === "attention" ? "attention pooling, linear" : `${pooling} pooling`;
  return [{ name: "windows", kind, outputShape: ["B", width], parameters: [`${WINDOW_ATTENTION}.`] }];
}
