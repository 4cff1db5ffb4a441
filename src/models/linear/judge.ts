import { argMax, countedOf, type OutputSpec, type OutputTargets } from "../../labels/index.js";

/** What the strength of an output is chosen by. */
export interface Judge {
  /** Its name among the metrics. */
  readonly metric: string;
  /**
   * Larger is better.
   * @param logits  [M, size]
   */
  readonly score: (logits: Float64Array, targets: OutputTargets) => number;
}

/**
 * How an output is judged where nothing else is asked for: a softmax by the share of its targets that have the largest
 * logit (of their siblings), sigmoids by micro-F1 at probability ½.
 */
export function defaultJudge(spec: OutputSpec): Judge {
  return spec.kind === "softmax"
    ? { metric: "accuracy", score: (logits, targets) => accuracy(spec, logits, targets) }
    : { metric: "micro_f1", score: microF1 };
}

/** 0 where no row has a target. */
function accuracy({ size, groups }: OutputSpec, logits: Float64Array, targets: OutputTargets): number {
  if (targets.kind !== "softmax") return 0;
  let counted = 0;
  let right = 0;
  for (const [row, id] of targets.ids.entries()) {
    if (id < 0) continue;
    counted++;
    const own = logits.subarray(row * size, (row + 1) * size);
    const asked = groups
      ? own.map((logit, place) => (groups[place] === groups[id] ? logit : Number.NEGATIVE_INFINITY))
      : own;
    if (argMax(asked) === id) right++;
  }
  return counted === 0 ? 0 : right / counted;
}

function microF1(logits: Float64Array, targets: OutputTargets): number {
  if (targets.kind !== "sigmoid") return 0;
  const counted = countedOf(targets);
  let [right, named] = [0, 0];
  targets.values.forEach((value, at) => {
    if (counted[at] === 0) return;
    const said = (logits[at] as number) >= 0;
    named += value + (said ? 1 : 0);
    if (said && value === 1) right++;
  });
  return named === 0 ? 0 : (2 * right) / named;
}
