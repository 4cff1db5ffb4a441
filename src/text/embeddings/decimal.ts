const MINUS = 45;
const PLUS = 43;
const POINT = 46;
const ZERO = 48;

/** Powers of ten that are exact as doubles. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
const EXACT_DIGITS = 15;

/**
 * The decimal number in `bytes[start, end)`, NaN where there is none.
 *
 * Up to 15 digits the quotient of two exact doubles is the correctly rounded result (Clinger 1990, §3): the same number
 * as `Number(…)`, about ten times faster. All else goes there.
 */
export function parseDecimal(bytes: Buffer, start: number, end: number): number {
  let at = start;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at++;
  let mantissa = 0;
  let digits = 0;
  let point = -1;
  for (; at < end; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
    } else if (bytes[at] === POINT && point === -1) {
      point = at;
    } else {
      return parseSlowly(bytes, start, end);
    }
  }
  if (digits === 0 || digits > EXACT_DIGITS) return parseSlowly(bytes, start, end);
  const value = point === -1 ? mantissa : mantissa / (POWERS[end - point - 1] as number);
  return sign === MINUS ? -value : value;
}

function parseSlowly(bytes: Buffer, start: number, end: number): number {
  const text = bytes.toString("latin1", start, end);
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/iu.test(text) ? Number(text) : Number.NaN;
}
