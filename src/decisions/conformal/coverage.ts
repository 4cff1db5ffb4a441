import type { IdSets } from "../../metrics/index.js";
import { invariant } from "../../shared/index.js";
import type { PredictedPath } from "./deepest-node.js";

/** What prediction sets are worth on texts that they were not calibrated on. */
export interface SetCoverage {
  /** The share of gold labels that are in their text's set; of one label a text, the share of texts. */
  readonly coverage: number;
  /** Labels a set. */
  readonly mean_size: number;
  /** The share of sets of exactly one label. */
  readonly singleton_rate: number;
  readonly count: number;
}

/** Measures prediction sets. A gold set has one id for a multi-class task, none for a label that the model doesn't know: a miss. */
export function setCoverage(gold: IdSets, sets: IdSets): SetCoverage {
  invariant(gold.length === sets.length, `${gold.length} references for ${sets.length} sets`);
  let labels = 0;
  let held = 0;
  let sizes = 0;
  let singletons = 0;
  for (let i = 0; i < gold.length; i++) {
    const set = new Set(Array.from(sets[i] ?? []));
    const meant = Array.from(gold[i] ?? []);
    labels += meant.length;
    held += meant.filter((label) => set.has(label)).length;
    sizes += set.size;
    if (set.size === 1) singletons++;
  }
  return {
    coverage: share(held, labels),
    mean_size: share(sizes, sets.length),
    singleton_rate: share(singletons, sets.length),
    count: gold.length,
  };
}

/** What answers of chosen depth are worth on texts that they were not calibrated on. */
export interface DepthCoverage {
  /** The share of answers whose node is not on the gold path. */
  readonly error_rate: number;
  /** Levels an answer. */
  readonly mean_depth: number;
  /** The share of answers that are the whole predicted path, and of those that say no more than the root. */
  readonly whole_rate: number;
  readonly root_rate: number;
  readonly count: number;
}

/**
 * Measures answers of chosen depth.
 * @param depths  [N] how many nodes of each path are said
 */
export function depthCoverage(
  paths: readonly PredictedPath[],
  gold: ArrayLike<ArrayLike<number>>,
  depths: ArrayLike<number>,
): DepthCoverage {
  invariant(paths.length === gold.length && paths.length === depths.length, "as many paths as references and depths");
  let errors = 0;
  let levels = 0;
  let whole = 0;
  let roots = 0;
  for (const [i, { nodes }] of paths.entries()) {
    const depth = depths[i] as number;
    const said = Array.from(nodes).slice(0, depth);
    if (said.some((node, level) => node !== gold[i]?.[level])) errors++;
    levels += depth;
    if (depth === nodes.length) whole++;
    if (depth === 0) roots++;
  }
  const { length: count } = paths;
  return {
    error_rate: share(errors, count),
    mean_depth: share(levels, count),
    whole_rate: share(whole, count),
    root_rate: share(roots, count),
    count,
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
