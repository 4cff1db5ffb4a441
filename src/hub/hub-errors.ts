import { PinakesError } from "../shared/index.js";
import type { ModelId } from "./model-id.js";

/** Whom the Hub was asked, for what, and whether with a token. */
export interface Asked {
  readonly endpoint: string;
  readonly model: ModelId;
  readonly hasToken: boolean;
}

/** The error for an answer that is none, by its status and by what the Hub says of it in its headers. */
export function errorOfResponse(response: Response, asked: Asked): PinakesError {
  const { status } = response;
  const code = response.headers.get("x-error-code") ?? "";
  if (code === "GatedRepo") return gated(response, asked);
  if (status === 404 || code === "RepoNotFound" || code === "RevisionNotFound") return notFound(code, asked);
  if (status === 401 || status === 403) return forbidden(response, asked);
  return networkError(asked, `the Hub answered with ${said(response)}`);
}

/** The error for a Hub that can't be reached, or answers nonsense. */
export function networkError({ endpoint, model }: Asked, message: string, cause?: unknown): PinakesError {
  return new PinakesError("HUB_NETWORK", {
    where: `${model.id} at ${endpoint}`,
    message,
    fix: "try again, what was downloaded is kept; HF_ENDPOINT=URL names a mirror, HF_HUB_OFFLINE=1 uses what is in the cache.",
    cause,
  });
}

/** The error for a name that is neither a folder nor a model. */
export function noSuchCheckpoint(name: string, folder: string): PinakesError {
  return new PinakesError("HUB_NOT_FOUND", {
    where: name,
    message: `there is no folder ${folder}, and the name is not that of a model on the Hub`,
    fix: "give a folder, or a name of the form org/name or org/name@revision.",
  });
}

/** What the cache has instead of the model. */
export interface CacheContent {
  readonly why: string;
  /** The models of which it has something. */
  readonly known: readonly string[];
  readonly cacheDir: string;
  readonly cause?: unknown;
}

/** The error for a model that is not in the cache, where the Hub may not be asked. */
export function notInCache(model: ModelId, { why, known, cacheDir, cause }: CacheContent): PinakesError {
  const has = known.length === 0 ? "no model" : known.slice(0, 8).join(", ");
  return new PinakesError("HUB_OFFLINE", {
    where: `${model.id}@${model.revision}`,
    message: `the Hub may not be asked, and the cache ${cacheDir} does not hold the model: ${why} (it has ${has})`,
    fix: "unset HF_HUB_OFFLINE and run once with a network, or give the folder of a checkpoint.",
    cause,
  });
}

/** The error for a download that was stopped. */
export function interrupted(model: ModelId, cause: unknown): PinakesError {
  return new PinakesError("INTERRUPTED", {
    where: model.id,
    message: "the download was stopped",
    fix: "run the same command again: it goes on where it stopped.",
    cause,
  });
}

function notFound(code: string, { endpoint, model, hasToken }: Asked): PinakesError {
  if (code === "RevisionNotFound") {
    return new PinakesError("HUB_NOT_FOUND", {
      where: model.id,
      message: `it has no branch, tag or commit "${model.revision}"`,
      fix: `look at ${endpoint}/${model.id}/commits/main, and give ${model.id}@REVISION.`,
    });
  }
  const token = hasToken ? "the token may not see it" : "it is private and needs HF_TOKEN";
  return new PinakesError("HUB_NOT_FOUND", {
    where: model.id,
    message: `${endpoint} has no such model, or ${token}; nor is there a folder of that name`,
    fix: `look for its name at ${endpoint}/models, or set HF_TOKEN=hf_… to one that may read it.`,
  });
}

function gated(response: Response, { endpoint, model, hasToken }: Asked): PinakesError {
  const token = hasToken ? "" : `, make a token at ${endpoint}/settings/tokens, and set HF_TOKEN=hf_…`;
  return new PinakesError("HUB_FORBIDDEN", {
    where: model.id,
    message: `the model is gated: its owners let in who accepts their terms (${said(response)})`,
    fix: `accept the terms at ${endpoint}/${model.id}${token}.`,
  });
}

function forbidden(response: Response, { endpoint, model, hasToken }: Asked): PinakesError {
  return new PinakesError("HUB_FORBIDDEN", {
    where: model.id,
    message: `the Hub refuses ${hasToken ? "the token" : "to answer without a token"} (${said(response)})`,
    fix: `make a token that may read it at ${endpoint}/settings/tokens, and set HF_TOKEN=hf_….`,
  });
}

function said({ status, headers }: Response): string {
  const message = headers.get("x-error-message");
  return message === null ? `status ${status}` : `status ${status}: ${message}`;
}
