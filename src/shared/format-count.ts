const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A count with a comma between thousands, whatever the locale of the machine. */
export function formatCount(count: number): string {
  return WHOLE.format(count);
}
