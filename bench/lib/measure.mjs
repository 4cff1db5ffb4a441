/** The middle of some numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The middle half of some numbers: [first quartile, third quartile]. */
function spread(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  return [at(0.25), at(0.75)];
}

/** Milliseconds of some runs of a job, after one that is not counted. */
export async function timeRuns(job, runs) {
  const times = [];
  for (let run = 0; run <= runs; run++) {
    const start = performance.now();
    await job();
    times.push(performance.now() - start);
  }
  return times.slice(1);
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Times several sides in turn (A B A B …), so that a change of the machine's speed meets all of them. Each side gives the
 * times of a few runs, of which a round keeps the median; the pause lets the other side's idle threads fall asleep.
 * @param sides  name → () => milliseconds of some runs
 * @returns      name → milliseconds of each round
 */
export async function inTurn(sides, rounds) {
  const times = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (const side of Object.values(sides)) await side();
  for (let round = 0; round < rounds; round++) {
    for (const [name, side] of Object.entries(sides)) {
      await pause(50);
      times[name].push(median(await side()));
    }
  }
  return times;
}

/** How two sides compare: medians, and the median and middle half of the ratios of the rounds. */
export function compare(ours, theirs) {
  const ratios = ours.map((time, round) => time / theirs[round]);
  return { ours_ms: median(ours), theirs_ms: median(theirs), ratio: median(ratios), ratio_spread: spread(ratios) };
}
