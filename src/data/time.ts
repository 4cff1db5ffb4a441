/** How times are written: as plain numbers, or as dates. */
export type TimeKind = "number" | "date";

/** ISO 8601 only: other forms are read differently from machine to machine. */
const ISO_DATE = /^(\d{4})-(\d{2})(?:-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?$/u;
const HAS_ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/u;

/** A number, or an ISO 8601 date in milliseconds since 1970 (UTC where it names no zone); undefined for anything else. */
export function parseTime(value: string): { readonly time: number; readonly kind: TimeKind } | undefined {
  const text = value.trim();
  if (/^-?\d+(?:\.\d+)?$/u.test(text)) return { time: Number(text), kind: "number" };
  if (!ISO_DATE.test(text)) return undefined;
  const withTime = text.length > "2000-01-01".length;
  const time = Date.parse(withTime && !HAS_ZONE.test(text) ? `${text}Z` : text);
  return Number.isNaN(time) ? undefined : { time, kind: "date" };
}
