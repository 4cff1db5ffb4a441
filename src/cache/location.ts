import { homedir } from "node:os";
import { join, resolve } from "node:path";

type Variables = Readonly<Record<string, string | undefined>>;

const OFF = new Set(["0", "off", "no", "false"]);

/** What says where the cache is. */
export interface CachePlace {
  /** The `cache` key of a config: its own folder, the usual one, or none. */
  readonly setting: boolean | string;
  /** The folder that a relative path of the config starts from. */
  readonly baseDir: string;
  readonly env: Variables;
  /** Default: this machine's. */
  readonly platform?: NodeJS.Platform;
}

/**
 * The folder of the cache, or undefined where there is to be none: the config's own, else `PINAKES_CACHE` (`off` for
 * none), else `pinakes` in the user's cache folder (`XDG_CACHE_HOME` or `~/.cache`; `~/Library/Caches` on macOS;
 * `%LOCALAPPDATA%` on Windows).
 */
export function cacheLocation({ setting, baseDir, env, platform = process.platform }: CachePlace): string | undefined {
  if (setting === false) return undefined;
  if (typeof setting === "string") return resolve(baseDir, expandHome(setting));
  const named = env.PINAKES_CACHE?.trim() ?? "";
  if (OFF.has(named.toLowerCase())) return undefined;
  return named === "" ? join(userCache(env, platform), "pinakes") : resolve(expandHome(named));
}

function userCache(env: Variables, platform: NodeJS.Platform): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = env;
  if (xdg) return xdg;
  if (platform === "win32") return local ?? join(homedir(), "AppData", "Local");
  return platform === "darwin" ? join(homedir(), "Library", "Caches") : join(homedir(), ".cache");
}

function expandHome(path: string): string {
  return path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}
