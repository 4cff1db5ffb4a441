import type { Finding } from "../labels/index.js";

const PLACES = 5;

/** Counts things worth telling, and keeps the first few places of each. */
export class FindingLog {
  private readonly found = new Map<string, { count: number; places: string[] }>();

  /** Notes one occurrence; the place is asked for only while places are kept. */
  add(code: string, place: () => string): void {
    const entry = this.found.get(code) ?? { count: 0, places: [] };
    this.found.set(code, entry);
    entry.count += 1;
    if (entry.places.length < PLACES) entry.places.push(place());
  }

  /** How often something was found. */
  count(code: string): number {
    return this.found.get(code)?.count ?? 0;
  }

  /** The findings in words: the message of each code is made from its count; codes without a message are left out. */
  list(messages: Readonly<Record<string, (count: number) => string>>): Finding[] {
    return [...this.found].flatMap(([code, { count, places }]) => {
      const message = messages[code];
      return message === undefined ? [] : [{ code, message: message(count), count, places }];
    });
  }
}
