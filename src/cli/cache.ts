import { CACHE_KINDS, cacheLocation, DiskCache } from "../cache/index.js";
import { EXIT } from "../shared/index.js";
import type { CacheArguments } from "./command-types.js";
import { type Io, writeJson } from "./io.js";

const NAMES = { tokens: "token ids", vectors: "frozen text vectors" } as const;

/** `pinakes cache`: where the cache is and how much is in it, or, with `--clear`, was. */
export async function run(args: CacheArguments, io: Io): Promise<number> {
  const directory = cacheLocation({ setting: true, baseDir: process.cwd(), env: process.env });
  if (directory === undefined) {
    if (args.json) writeJson(io.out, { directory: null, entries: [], cleared: false });
    else io.out.write("PINAKES_CACHE is off: nothing is kept.\n");
    return EXIT.ok;
  }
  const cache = new DiskCache(directory, { clock: () => Date.now() });
  const files = await cache.files();
  const entries = CACHE_KINDS.map((kind) => {
    const own = files.filter((file) => file.kind === kind);
    return { kind, files: own.length, bytes: own.reduce((sum, { bytes }) => sum + bytes, 0) };
  });
  if (args.clear) await cache.clear();
  if (args.json) writeJson(io.out, { directory, entries, cleared: args.clear });
  else {
    const lines = entries.map(
      ({ kind, files: count, bytes }) => `${NAMES[kind]}: ${count} files, ${megabytes(bytes)} MB`,
    );
    io.out.write([directory, ...lines, ...(args.clear ? ["removed"] : [])].map((line) => `${line}\n`).join(""));
  }
  return EXIT.ok;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
