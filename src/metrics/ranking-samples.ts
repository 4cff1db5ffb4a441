import { mean } from "../shared/index.js";
import type { Metrics } from "./ids.js";
import { jointRanking, labelRankings, type MultiLabelInput, namedRanking } from "./multi-label.js";
import type { RankingScores } from "./ranking.js";

/** Metrics that need all of a sample at once, made ready for many samples. */
export interface SampledMetrics {
  /** Examples; they are 0 … count − 1. */
  readonly count: number;
  /** The metrics of a sample, given by its examples with repeats. */
  evaluate(examples: Uint32Array): Metrics;
}

/** `{micro, macro}_{roc_auc, average_precision}` of samples of sets of labels, without sorting each sample. */
export function multiLabelRankings(input: MultiLabelInput): SampledMetrics {
  const { gold, labelCount } = input;
  const rankings = labelRankings(input);
  const joint = jointRanking(input);
  const weights = new Uint32Array(gold.length);
  return {
    count: gold.length,
    evaluate(examples) {
      weights.fill(0);
      for (const example of examples) weights[example] = (weights[example] as number) + 1;
      const labels = rankings.map((ranking) => ranking.scores(weights));
      return {
        ...namedRanking("macro_", meanScores(labels)),
        ...namedRanking("micro_", joint?.scores(weights, labelCount) ?? {}),
      };
    },
  };
}

/** Over the labels that have them. */
function meanScores(labels: readonly RankingScores[]): RankingScores {
  const average = (of: keyof RankingScores): RankingScores => {
    const values = labels.map((label) => label[of]).filter((value) => value !== undefined);
    return values.length === 0 ? {} : { [of]: mean(values) };
  };
  return { ...average("rocAuc"), ...average("averagePrecision") };
}
