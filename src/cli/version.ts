import { readFileSync } from "node:fs";

/** The version of Pinakes itself, without loading any of its rooms. */
export function packageVersion(): string {
  const file = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
