import { PinakesError } from "../shared/index.js";

/**
 * Ends a run between two of its stages.
 * @param options.begun  whether there is a run directory to go on with
 * @throws PinakesError INTERRUPTED where the signal has been given
 */
export function stopIfInterrupted(
  signal: AbortSignal | undefined,
  { where, begun }: { readonly where: string; readonly begun: boolean },
): void {
  if (!signal?.aborted) return;
  throw new PinakesError("INTERRUPTED", {
    where,
    message: begun ? "the run was interrupted; what was trained is saved." : "interrupted before training began.",
    fix: begun ? "run the same command with --resume to go on." : "run the same command again.",
  });
}
