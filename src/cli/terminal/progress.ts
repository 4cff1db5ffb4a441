import { MultiBar, Presets, type SingleBar } from "cli-progress";
import { formatCount, formatDuration } from "../../shared/index.js";

/** What is shown beside the bar. */
export interface ProgressFigures {
  readonly loss?: number;
  readonly tokensPerSecond?: number;
}

/** Progress of long work: a bar on a terminal, plain lines elsewhere. */
export interface Progress {
  /** Begins a stretch of `total` steps, of which `from` (default: none) were done before; an earlier one is over. */
  start(total: number, label: string, from?: number): void;
  /** `done` steps of the stretch are behind. */
  update(done: number, figures?: ProgressFigures): void;
  /** Prints a line that stays, above the bar. */
  line(text: string): void;
  /** Takes the bar away. */
  stop(): void;
}

/** Where progress goes, and what time it is. */
export interface ProgressOptions {
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Milliseconds of a clock that only goes forward (default: that of the process). */
  readonly now?: () => number;
  /** Where there is no terminal: shortest time between two lines of one stretch (default: 10 s). */
  readonly lineIntervalMs?: number;
}

/** Progress on a stream, in the form that fits it. */
export function createProgress(options: ProgressOptions): Progress {
  return options.stream.isTTY === true ? barProgress(options) : lineProgress(options);
}

const BAR_OPTIONS = {
  format: "{label} {bar} {percentage}% | {figures}",
  barsize: 24,
  clearOnComplete: true,
  // The bar must be drawn again below a line that was printed, also if it has not changed.
  forceRedraw: true,
  // Ctrl-C is the command's to handle; the cursor is left as it is, so that a killed process leaves no harm.
  gracefulExit: false,
} as const;

const REDRAW_INTERVAL_MS = 200;

function barProgress({ stream, now = defaultNow }: ProgressOptions): Progress {
  let shown:
    | { readonly bars: MultiBar; readonly bar: SingleBar; readonly stretch: Stretch; drawnAt: number }
    | undefined;
  const stop = () => {
    shown?.bars.stop();
    shown = undefined;
  };
  return {
    start(total, label, from = 0) {
      stop();
      const bars = new MultiBar({ ...BAR_OPTIONS, stream }, Presets.shades_classic);
      const bar = bars.create(Math.max(1, total), from, { label, figures: "" });
      shown = { bars, bar, stretch: { total, label, from, startedAt: now() }, drawnAt: now() };
    },
    update(done, figures = {}) {
      if (shown === undefined) return;
      shown.bar.update(done, { figures: figureText(shown.stretch, { done, figures, now: now() }) });
      // The bar's own timer does not fire while a step keeps the thread busy.
      if (now() - shown.drawnAt < REDRAW_INTERVAL_MS) return;
      shown.drawnAt = now();
      shown.bars.update();
    },
    line(text) {
      if (shown === undefined) {
        stream.write(`${text}\n`);
        return;
      }
      shown.bars.log(`${text}\n`);
      shown.bars.update();
    },
    stop,
  };
}

function lineProgress({ stream, now = defaultNow, lineIntervalMs = 10_000 }: ProgressOptions): Progress {
  let stretch: Stretch | undefined;
  let lastLineAt = 0;
  return {
    start(total, label, from = 0) {
      stretch = { total, label, from, startedAt: now() };
      lastLineAt = now();
    },
    update(done, figures = {}) {
      if (stretch === undefined || done >= stretch.total || now() - lastLineAt < lineIntervalMs) return;
      lastLineAt = now();
      const percent = Math.floor((100 * done) / Math.max(1, stretch.total));
      stream.write(`${stretch.label} ${percent}% | ${figureText(stretch, { done, figures, now: now() })}\n`);
    },
    line(text) {
      stream.write(`${text}\n`);
    },
    stop() {
      stretch = undefined;
    },
  };
}

interface Stretch {
  readonly total: number;
  readonly label: string;
  readonly from: number;
  readonly startedAt: number;
}

function figureText(stretch: Stretch, at: { done: number; figures: ProgressFigures; now: number }): string {
  const { loss, tokensPerSecond } = at.figures;
  const seconds = (at.now - stretch.startedAt) / 1000;
  const since = at.done - stretch.from;
  const left = since === 0 ? Number.NaN : (seconds / since) * (stretch.total - at.done);
  const parts: string[] = [];
  if (loss !== undefined) parts.push(`loss ${loss.toFixed(4)}`);
  if (tokensPerSecond !== undefined) parts.push(`${formatCount(tokensPerSecond)} tokens/s`);
  parts.push(`${formatDuration(left)} left`);
  return parts.join(" | ");
}

function defaultNow(): number {
  return performance.now();
}
