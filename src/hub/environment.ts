import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** What the environment says of the Hub, under the names that Python's `huggingface_hub` reads. */
export interface HubEnvironment {
  /** Where the Hub is, without a slash at the end: `HF_ENDPOINT`. */
  readonly endpoint: string;
  /** No request may be made: `HF_HUB_OFFLINE` or `TRANSFORMERS_OFFLINE`. */
  readonly offline: boolean;
  /** The folder of the downloaded models: `HF_HUB_CACHE`, or `hub` in `HF_HOME`. */
  readonly cacheDir: string;
  /** The access token: `HF_TOKEN`. */
  readonly token?: string;
  /** The file that a login leaves the token in: `HF_TOKEN_PATH`, or `token` in `HF_HOME`. */
  readonly tokenPath?: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

const DEFAULT_ENDPOINT = "https://huggingface.co";

/** Reads the environment: the only place where Pinakes looks at the Hub's variables. */
export function hubEnvironment(env: Variables): HubEnvironment {
  const home = pathOf(env, ["HF_HOME"]) ?? join(pathOf(env, ["XDG_CACHE_HOME"]) ?? defaultHome(), "huggingface");
  const shared = {
    endpoint: (env.HF_ENDPOINT?.trim() || DEFAULT_ENDPOINT).replace(/\/+$/u, ""),
    offline: isTrue(env.HF_HUB_OFFLINE || env.TRANSFORMERS_OFFLINE),
    cacheDir: pathOf(env, ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"]) ?? join(home, "hub"),
  };
  if (isTrue(env.HF_HUB_DISABLE_IMPLICIT_TOKEN)) return shared;
  const token = env.HF_TOKEN?.trim() || env.HUGGING_FACE_HUB_TOKEN?.trim() || undefined;
  return { ...shared, token, tokenPath: pathOf(env, ["HF_TOKEN_PATH"]) ?? join(home, "token") };
}

/** The token of the environment, or else that of the login's file, if there is one. */
export async function findToken({ token, tokenPath }: HubEnvironment): Promise<string | undefined> {
  if (token !== undefined || tokenPath === undefined) return token;
  const text = await readFile(tokenPath, "utf8").catch(() => "");
  return text.trim() || undefined;
}

/** A path with a leading `~` replaced by the user's home folder. */
export function expandHome(path: string): string {
  return path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}

function pathOf(env: Variables, names: readonly string[]): string | undefined {
  const value = names.map((name) => env[name]).find((text) => text !== undefined && text !== "");
  if (value === undefined) return undefined;
  return expandHome(value.replace(/\$\{(\w+)\}|\$(\w+)/gu, (whole, braced, bare) => env[braced ?? bare] ?? whole));
}

function defaultHome(): string {
  return join(homedir(), ".cache");
}

function isTrue(value: string | undefined): boolean {
  return ["1", "ON", "YES", "TRUE"].includes((value ?? "").trim().toUpperCase());
}
