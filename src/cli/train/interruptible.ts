import { EXIT } from "../../shared/index.js";
import type { TrainingReporter } from "./reporter.js";

/**
 * Does work that ends after the step under way when the user presses Ctrl-C, and at once when they press it again. Where
 * `savesSteps` is false Ctrl-C ends the process as ever.
 */
export async function interruptible<T>(
  reporter: TrainingReporter,
  { savesSteps }: { readonly savesSteps: boolean },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const interrupt = new AbortController();
  const onSignal = (): void => {
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    interrupt.abort();
    reporter.note("finishing the step under way and saving; press Ctrl-C again to quit at once");
  };
  if (savesSteps) process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    return await work(interrupt.signal);
  } finally {
    reporter.stop();
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}
