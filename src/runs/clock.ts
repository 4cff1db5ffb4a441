/** Milliseconds since 1970, steady within a process, as times between two moments need. */
export function systemClock(): number {
  return performance.timeOrigin + performance.now();
}
