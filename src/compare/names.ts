import { resolve, sep } from "node:path";

/** A short name for each path that is of no other: its last parts, as many as it takes. */
export function shortNames(paths: readonly string[]): string[] {
  const parts = paths.map((path) =>
    resolve(path)
      .split(sep)
      .filter((part) => part !== ""),
  );
  const suffix = (own: readonly string[], length: number): string => own.slice(-length).join("/");
  return parts.map((own, at) => {
    const others = parts.filter((_, other) => other !== at);
    let length = 1;
    while (length < own.length && others.some((one) => suffix(one, length) === suffix(own, length))) length++;
    return suffix(own, length);
  });
}
