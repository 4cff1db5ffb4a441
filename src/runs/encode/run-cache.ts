import { cacheLocation, DiskCache } from "../../cache/index.js";
import type { RunConfig } from "../../config/index.js";
import type { RunEvent } from "../events.js";

/** The cache that a config asks for; undefined where there is to be none. */
export function openCache(
  { cache: setting }: Pick<RunConfig, "cache">,
  { baseDir, clock }: { readonly baseDir: string; readonly clock: () => number },
): DiskCache | undefined {
  const directory = cacheLocation({ setting, baseDir, env: process.env });
  return directory === undefined ? undefined : new DiskCache(directory, { clock });
}

/** Where something may be kept, and who hears of it. */
export interface CacheUse {
  readonly cache?: DiskCache | undefined;
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
}

/** Writes an entry. A cache that can't be written costs time, not the run. */
export async function keep({ cache, onEvent }: CacheUse, ...entry: Parameters<DiskCache["write"]>): Promise<void> {
  try {
    await cache?.write(...entry);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onEvent?.({
      type: "warning",
      message: `the cache can't be written (${reason}); cache: false or PINAKES_CACHE=off does without`,
    });
  }
}
