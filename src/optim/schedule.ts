/** Courses of the learning rate. */
export type ScheduleKind = "constant" | "linear" | "cosine" | "polynomial";

/** What a schedule is made from. */
export interface ScheduleOptions {
  readonly kind: ScheduleKind;
  /** Steps of the optimizer in the whole training. */
  readonly totalSteps: number;
  /** Steps in which the factor rises from 0 to 1. Default 0. */
  readonly warmupSteps?: number;
  /** Of `polynomial`. Default 1: as `linear`. */
  readonly power?: number;
  /** The share of the learning rate that `polynomial` ends with. Default 0. */
  readonly end?: number;
}

/** What the learning rate is multiplied by at a step, counted from 0. */
export type Schedule = (step: number) => number;

/**
 * A schedule with linear warm-up, as Hugging Face's `get_*_schedule_with_warmup` (whose cosine is half a wave): step 0
 * of a warm-up has factor 0, and the step after the last would have that of the end.
 */
export function createSchedule(options: ScheduleOptions): Schedule {
  const { kind, totalSteps, warmupSteps = 0, power = 1, end = 0 } = options;
  const course = courses[kind];
  const span = Math.max(1, totalSteps - warmupSteps);
  return (step) => {
    if (step < warmupSteps) return step / Math.max(1, warmupSteps);
    return course(Math.min(1, (step - warmupSteps) / span), { power, end });
  };
}

/** Steps of a warm-up that is given as a number of steps or, below 1, as a share of all (rounded up, as Hugging Face). */
export function countWarmupSteps(warmup: number, totalSteps: number): number {
  return warmup < 1 ? Math.ceil(warmup * totalSteps) : Math.round(warmup);
}

/** Factor by the share of the steps after the warm-up that are done, in [0, 1]. */
const courses: Record<ScheduleKind, (done: number, shape: { power: number; end: number }) => number> = {
  constant: () => 1,
  linear: (done) => 1 - done,
  cosine: (done) => Math.max(0, 0.5 * (1 + Math.cos(Math.PI * done))),
  polynomial: (done, { power, end }) => (1 - end) * (1 - done) ** power + end,
};
