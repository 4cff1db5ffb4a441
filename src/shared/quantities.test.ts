import { expect, it } from "vitest";
import { formatBytes, formatCount, formatDuration, formatMilliseconds } from "./index.js";

it.each([
  [0.44, "0.4 s"],
  [59.4, "59 s"],
  [187, "3:07 min"],
  [7509, "2:05:09 h"],
  [Number.NaN, "–"],
])("%d s are told as %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it("separates thousands whatever the locale", () => {
  expect(formatCount(1234567.8)).toBe("1,234,568");
});

it("tells bytes to three digits", () => {
  const [mib, gib] = [2 ** 20, 2 ** 30];
  expect([0, 412, 850 * mib, 1100 * mib, 12.34 * gib].map(formatBytes)).toEqual([
    "0 B",
    "412 B",
    "850 MiB",
    "1.07 GiB",
    "12.3 GiB",
  ]);
});

it("tells short times to a hundredth of a millisecond", () => {
  expect([0.416, 12.34].map(formatMilliseconds)).toEqual(["0.42 ms", "12.3 ms"]);
});
