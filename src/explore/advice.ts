import type { Finding } from "../labels/index.js";

/** How much it matters: figures can't be trusted; a model suffers; good to know. */
export type AdviceLevel = "problem" | "warning" | "note";

/** Something found in the data, and what to do about it. */
export interface Advice extends Finding {
  readonly level: AdviceLevel;
  /** What to do, with the key of the config where there is one. */
  readonly fix?: string;
}

/** A piece of advice about something that occurs; none where it does not. */
export function adviceWhere(occurs: boolean, advice: Advice): Advice[] {
  return occurs ? [advice] : [];
}

/** "12 texts", "1 text". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** "1.2 %". */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return "< 0.1 %";
  return `${(100 * share).toFixed(1)} %`;
}
