import type { Prediction } from "../evaluation/index.js";
import { present, type Rng } from "../shared/index.js";
import {
  type AdditiveStatistic,
  discordance,
  holm,
  mcnemar,
  pairedBootstrap,
  permutationTest,
} from "../statistics/index.js";
import { type AnswerForm, rightAnswers } from "./headline.js";
import type { MetricDifference, ModelPair, PairTest } from "./types.js";

/** A model as the tests take it. */
export interface TestedModel {
  readonly name: string;
  /** [seeds][texts] */
  readonly seeds: readonly (readonly Prediction[])[];
  /** The means over seeds. */
  readonly statistic: AdditiveStatistic;
}

/** How pairs are tested. */
export interface PairOptions {
  readonly metrics: readonly string[];
  readonly form: AnswerForm;
  readonly rng: Rng;
  readonly resamples: number;
  readonly permutations: number;
  readonly confidence: number;
}

/** What a pair says of a metric before the correction. */
type Raw = Omit<MetricDifference, "adjusted_p">;

/**
 * Every pair of models, tested on each metric:
 *
 * - the interval of the difference by the paired bootstrap over texts;
 * - p by McNemar's exact test where the metric is a share of right answers and each model has one seed, else by the
 *   permutation test (answers of all seeds are exchanged together), else, where the models differ in their number of
 *   seeds, by the bootstrap;
 * - p corrected for the number of pairs, for each metric (Holm 1979).
 */
export function testPairs(models: readonly TestedModel[], options: PairOptions): ModelPair[] {
  const pairs = models.flatMap((first, i) => models.slice(i + 1).map((second) => ({ first, second })));
  const raw = pairs.map((pair) => differences(pair, options));
  const adjusted = new Map(
    options.metrics.map((metric) => [metric, holm(raw.map((own) => decidingP(present(own[metric], metric))))]),
  );
  return pairs.map(({ first, second }, at) => ({
    first: first.name,
    second: second.name,
    metrics: Object.fromEntries(
      options.metrics.map((metric) => {
        const own = present(raw[at]?.[metric], metric);
        return [metric, { ...own, adjusted_p: present(adjusted.get(metric)?.[at], "an adjusted p") }];
      }),
    ),
    ...onlyRight({ first, second }, options.form),
  }));
}

interface Pair {
  readonly first: TestedModel;
  readonly second: TestedModel;
}

function differences({ first, second }: Pair, options: PairOptions): Record<string, Raw> {
  const { metrics, rng, resamples, permutations, confidence, form } = options;
  const name = [first.name, second.name] as const;
  const bootstrap = pairedBootstrap(first.statistic, second.statistic, {
    rng: rng.split("bootstrap", ...name),
    resamples,
    confidence,
  });
  const permuted =
    first.seeds.length === second.seeds.length
      ? permutationTest(first.statistic, second.statistic, { rng: rng.split("permutation", ...name), permutations })
      : {};
  return Object.fromEntries(
    metrics.map((metric): [string, Raw] => {
      const { difference, lower, upper, p: bootstrapP } = present(bootstrap[metric], metric);
      const exact = mcnemarP({ first, second }, metric, form);
      const p = {
        ...(exact === undefined ? {} : { mcnemar: exact }),
        ...(permuted[metric] ? { permutation: permuted[metric].p } : {}),
        bootstrap: bootstrapP,
      };
      const test =
        (["mcnemar", "permutation", "bootstrap"] as const).find((one) => p[one] !== undefined) ?? "bootstrap";
      return [metric, { difference, lower, upper, p, test }];
    }),
  );
}

function decidingP({ p, test }: Raw): number {
  return present(p[test], "the p of the test");
}

/** Of models with one seed each. */
function mcnemarP({ first, second }: Pair, metric: string, form: AnswerForm): number | undefined {
  const [one, other] = [lone(first), lone(second)];
  const right = one && rightAnswers(metric, one, form);
  const otherRight = other && rightAnswers(metric, other, form);
  return right && otherRight ? mcnemar(discordance(right, otherRight)).exact_p : undefined;
}

function onlyRight({ first, second }: Pair, form: AnswerForm) {
  const [one, other] = [lone(first), lone(second)];
  if (!one || !other) return {};
  const metric = form.levels.length > 0 ? "path_accuracy" : "accuracy";
  const [right, otherRight] = [rightAnswers(metric, one, form), rightAnswers(metric, other, form)];
  if (!right || !otherRight) return {};
  const { onlyFirst, onlySecond } = discordance(right, otherRight);
  return { only_first_right: onlyFirst, only_second_right: onlySecond };
}

function lone({ seeds }: TestedModel): readonly Prediction[] | undefined {
  return seeds.length === 1 ? seeds[0] : undefined;
}

/** The tests in words. */
export const TEST_NAMES: Readonly<Record<PairTest, string>> = {
  mcnemar: "McNemar's exact test",
  permutation: "permutation test",
  bootstrap: "paired bootstrap",
};
