const FEWEST_ROUNDS = 2;
const MOST_REPEATS = 20;

/** How long to measure, and by which clock. */
export interface TimingOptions {
  /** Time to spend, warm-up aside; two rounds are made in any case. */
  readonly seconds: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly clock: () => number;
}

/**
 * Medians of the seconds that each job takes. The jobs run in turn, so that a change of the machine's speed meets all.
 * At its turn a short job runs as often as fills the time of the longest: the threads of the session before go on
 * spinning for a while, and would slow down each of its runs otherwise.
 */
export async function timeInTurn(
  jobs: readonly (() => Promise<unknown>)[],
  { clock, seconds }: TimingOptions,
): Promise<{ medians: number[]; rounds: number }> {
  const timed = async (run: () => Promise<unknown>): Promise<number> => {
    const before = clock();
    await run();
    return (clock() - before) / 1000;
  };
  const trial: number[] = [];
  for (const run of jobs) {
    await run();
    trial.push(await timed(run));
  }
  const longest = Math.max(...trial);
  const repeats = trial.map((time) => Math.min(MOST_REPEATS, Math.max(1, Math.round(longest / time))));
  const times: number[][] = jobs.map(() => []);
  const start = clock();
  let rounds = 0;
  for (; rounds < FEWEST_ROUNDS || clock() - start < seconds * 1000; rounds++) {
    for (const [index, run] of jobs.entries()) {
      for (let i = 0; i < (repeats[index] as number); i++) times[index]?.push(await timed(run));
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
