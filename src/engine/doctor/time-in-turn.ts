const FEWEST_ROUNDS = 3;

/** How long to measure, and by which clock. */
export interface TimingOptions {
  /** Time to spend, warm-up aside; three rounds are made in any case. */
  readonly seconds: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly clock: () => number;
}

/** Medians of the seconds that each job takes. The jobs run in turn, so that a change of the machine's speed meets all. */
export async function timeInTurn(
  jobs: readonly (() => Promise<unknown>)[],
  { clock, seconds }: TimingOptions,
): Promise<{ medians: number[]; rounds: number }> {
  for (const run of jobs) await run();
  const times: number[][] = jobs.map(() => []);
  const start = clock();
  let rounds = 0;
  for (; rounds < FEWEST_ROUNDS || clock() - start < seconds * 1000; rounds++) {
    for (const [index, run] of jobs.entries()) {
      const before = clock();
      await run();
      times[index]?.push((clock() - before) / 1000);
    }
  }
  return { medians: times.map(median), rounds };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
