import { invariant, present, type Rng, type SparseMatrix } from "../shared/index.js";
import { type BootstrapOptions, intervalsOf, replicatesOf } from "./bootstrap.js";
import {
  type AdditiveStatistic,
  addRow,
  differenceOf,
  type Figures,
  rowKey,
  type Statistic,
  samplerOf,
  subtract,
} from "./statistic.js";

/** Whether a figure of two models over the same examples differs by more than chance. */
export interface PairedDifference {
  /** First minus second. */
  readonly difference: number;
  /** Two-sided. */
  readonly p: number;
}

/** With an interval of the difference. */
export interface PairedInterval extends PairedDifference {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The paired bootstrap (Efron & Tibshirani 1993, §16; Berg-Kirkpatrick et al. 2012): both models are measured on the same
 * resamples. The interval is that of the difference; p is the share of resamples whose difference is at least as far from
 * the observed one as that is from 0, counted with the observed one itself, so that it is never 0.
 */
export function pairedBootstrap(
  first: Statistic,
  second: Statistic,
  options: BootstrapOptions,
): Record<string, PairedInterval> {
  const difference = differenceOf(samplerOf(first), samplerOf(second));
  const replicates = replicatesOf(difference, options);
  const intervals = intervalsOf(difference, replicates, options);
  const results = Object.entries(intervals).map(([name, { value, lower, upper }]): [string, PairedInterval] => {
    const values = replicates.get(name) ?? new Float64Array();
    const shifted = values.map((one) => one - value);
    return [name, { difference: value, lower, upper, p: shareAsExtreme(shifted, value) }];
  });
  return Object.fromEntries(results);
}

/** How {@link permutationTest} draws. */
export interface PermutationOptions {
  readonly rng: Rng;
  /** How many random exchanges. Default 1000. */
  readonly permutations?: number;
}

/**
 * The permutation test by approximate randomisation (Noreen 1989; Yeh 2000): if the models were alike, exchanging what
 * they say of an example would change nothing. p is the share of random exchanges that differ at least as much as the
 * models themselves, counted with these.
 * @param first, second  statistics of the same kind over the same examples, so that their sums can be mixed
 */
export function permutationTest(
  first: AdditiveStatistic,
  second: AdditiveStatistic,
  { rng, permutations = 1000 }: PermutationOptions,
): Record<string, PairedDifference> {
  invariant(first.count === second.count, `${first.count} examples against ${second.count}`);
  const mixer = mixerOf(first, second);
  const observed = mixer.differences(new Uint8Array(mixer.differing.length));
  const drawn = Array.from({ length: permutations }, () => mixer.differences(coins(rng, mixer.differing.length)));
  const results = Object.entries(observed).map(([name, difference]): [string, PairedDifference] => {
    const values = Float64Array.from(drawn, (figures) => figures[name] ?? 0);
    return [name, { difference, p: shareAsExtreme(values, difference) }];
  });
  return Object.fromEntries(results);
}

/** The figures of two models that exchange some of what they say. */
interface Mixer {
  /** The examples of which they say different things. [D] */
  readonly differing: readonly number[];
  /** The differences when those are exchanged that are 1. [D] */
  differences(exchanged: Uint8Array): Figures;
}

function mixerOf(first: AdditiveStatistic, second: AdditiveStatistic): Mixer {
  const pairs = first.parts.map((one, p) => {
    const other = present(second.parts[p], "a part of the other statistic");
    invariant(one.contributions.columns === other.contributions.columns, "statistics of different kinds");
    return { one, other, sums: totals(one.contributions), otherSums: totals(other.contributions) };
  });
  const isDiffering = (row: number) =>
    pairs.some(({ one, other }) => rowKey(one.contributions, row) !== rowKey(other.contributions, row));
  const differing = everyRow(first.count).filter(isDiffering);
  const exchanges = pairs.map(({ one, other, sums, otherSums }) => ({
    both: sums.map((sum, at) => sum + (otherSums[at] as number)),
    gains: gainsOf(one.contributions, other.contributions, differing),
  }));
  const differences = (exchanged: Uint8Array): Figures =>
    Object.assign(
      {},
      ...pairs.map(({ one, other, sums }, p) => {
        const { both, gains } = present(exchanges[p], "the exchanges of a part");
        const left = sums.slice();
        for (let row = 0; row < gains.rows; row++) if (exchanged[row] !== 0) addRow(left, gains, { row, weight: 1 });
        // What one gains, the other loses.
        return subtract(one.metrics(left), other.metrics(both.map((sum, at) => sum - (left[at] as number))));
      }),
    );
  return { differing, differences };
}

/** What the first gains by the exchange of an example: the second's row less its own. [D, S] */
function gainsOf(first: SparseMatrix, second: SparseMatrix, rows: readonly number[]): SparseMatrix {
  const indptr = new Int32Array(rows.length + 1);
  const [indices, values]: [number[], number[]] = [[], []];
  const gain = new Float64Array(first.columns);
  for (const [at, row] of rows.entries()) {
    addRow(gain, second, { row, weight: 1 });
    addRow(gain, first, { row, weight: -1 });
    for (const { indptr: own, indices: columns } of [first, second]) {
      for (const column of columns.subarray(own[row], own[row + 1])) {
        if (gain[column] !== 0) {
          indices.push(column);
          values.push(gain[column] as number);
        }
        gain[column] = 0;
      }
    }
    indptr[at + 1] = indices.length;
  }
  return {
    ...{ rows: rows.length, columns: first.columns, indptr },
    ...{ indices: Int32Array.from(indices), values: Float64Array.from(values) },
  };
}

function everyRow(count: number): number[] {
  return Array.from({ length: count }, (_, row) => row);
}

function totals(rows: SparseMatrix): Float64Array {
  const sums = new Float64Array(rows.columns);
  for (const row of everyRow(rows.rows)) addRow(sums, rows, { row, weight: 1 });
  return sums;
}

/** A fair coin each, 32 from a draw. */
function coins(rng: Rng, count: number): Uint8Array {
  const flips = new Uint8Array(count);
  let bits = 0;
  for (let i = 0; i < count; i++) {
    if (i % 32 === 0) bits = rng.nextUint32();
    flips[i] = (bits >>> (i % 32)) & 1;
  }
  return flips;
}

/** Differences that are equal but for rounding count as equal. */
const ROUNDING = 1e-12;

/** (1 + values at least as far from 0) ÷ (1 + all), so that the observed value is among them (Davison & Hinkley 1997, §4.2). */
function shareAsExtreme(values: Float64Array, observed: number): number {
  const least = Math.abs(observed) - ROUNDING;
  const extreme = values.reduce((count, value) => count + (Math.abs(value) >= least ? 1 : 0), 0);
  return (1 + extreme) / (1 + values.length);
}
