import type { RunConfig } from "../../config/index.js";
import { mean } from "../../shared/index.js";
import type { FoldRecord } from "./fold-record.js";

/** What the final model takes over from the folds. */
export interface FoldDecisions {
  /** Of a network that is trained in full: the mean of the folds' best epochs. */
  readonly epochs?: number;
  /** Of a linear classifier: the strength that did best on average, the smallest of equals. */
  readonly strength?: number;
}

/** Of `tfidf-linear`: the geometric mean of the folds' temperatures, a head each. */
export function temperaturesOfFolds(folds: readonly FoldRecord[]): number[] | undefined {
  const own = folds.flatMap(({ temperatures }) => (temperatures ? [temperatures] : []));
  return own[0]?.map((_, head) => Math.exp(mean(own.map((temperatures) => Math.log(temperatures[head] ?? 1)))));
}

/** What folds say of epochs and strength. Strategy hybrid keeps its epochs, which its stages are counted in. */
export function decideByFolds({ model }: RunConfig, folds: readonly FoldRecord[]): FoldDecisions {
  const best = folds.flatMap(({ best_epoch: epoch }) => (epoch === undefined ? [] : [epoch]));
  const staged = "strategy" in model && model.strategy === "hybrid";
  const epochs = best.length === 0 || staged ? undefined : Math.max(1, Math.round(mean(best)));
  const strength = bestStrength(folds.flatMap(({ strengths = [] }) => strengths));
  return { ...(epochs === undefined ? {} : { epochs }), ...(strength === undefined ? {} : { strength }) };
}

/** The config of the model that learns from all texts of the folds: nothing is held out that it could look at. */
export function finalConfig(config: RunConfig, { epochs, strength }: FoldDecisions): RunConfig {
  const { model, training } = config;
  return {
    ...config,
    model: strength === undefined ? withoutRefit(model) : withoutRefit({ ...model, strength } as RunConfig["model"]),
    training: { ...training, epochs: epochs ?? training.epochs, early_stopping: undefined, select: undefined },
  };
}

/** The config of a fold's model, which must not learn from what it is measured on. */
export function foldConfig(config: RunConfig): RunConfig {
  return { ...config, model: withoutRefit(config.model) };
}

function withoutRefit(model: RunConfig["model"]): RunConfig["model"] {
  return model.type === "tfidf-linear" ? { ...model, refit: false } : model;
}

function bestStrength(heads: readonly (readonly { readonly strength: number; readonly score: number }[])[]) {
  const scores = new Map<number, number[]>();
  for (const { strength, score } of heads.flat()) scores.set(strength, [...(scores.get(strength) ?? []), score]);
  const ordered = [...scores].map(([strength, own]) => ({ strength, score: mean(own) }));
  return ordered.sort((a, b) => b.score - a.score || a.strength - b.strength)[0]?.strength;
}
