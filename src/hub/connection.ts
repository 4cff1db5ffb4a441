import { PinakesError } from "../shared/index.js";
import { errorOfResponse, interrupted, networkError } from "./hub-errors.js";
import type { ModelId } from "./model-id.js";
import { Patience } from "./patience.js";

/** Waits, or rejects with the signal's reason. */
export type Wait = (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;

/** How the Hub is asked for one model. */
export interface ConnectionOptions {
  readonly endpoint: string;
  readonly model: ModelId;
  readonly token?: string;
  readonly signal?: AbortSignal;
  readonly wait: Wait;
  /** How long the Hub may be silent before a try is given up. */
  readonly silence: number;
}

/** Tries of one request. */
export const TRIES = 5;

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8_000;

/** A Hub that asks for more is not waited for. */
const LONGEST_RETRY_AFTER = 60_000;

const WORTH_ANOTHER_TRY = new Set([408, 429, 500, 502, 503, 504]);

/** What came of a request. The patience must be ended when the body is read. */
export interface Answer {
  readonly response: Response;
  readonly patience: Patience;
}

/** Asks the Hub for one model: with the token, again after a failure that may pass, and with errors that tell what to do. */
export class HubConnection {
  constructor(private readonly options: ConnectionOptions) {}

  get endpoint(): string {
    return this.options.endpoint;
  }

  get model(): ModelId {
    return this.options.model;
  }

  /** An answer whose status is good and whose body is not read yet, with the patience to read it with. */
  async get(url: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      const patience = new Patience(this.options.silence, this.options.signal);
      const response = await this.once(url, headers, patience.signal);
      if (response instanceof Response && response.ok) return { response, patience };
      patience.end();
      if (this.options.signal?.aborted) throw this.failure(response);
      const wait = response instanceof Response ? retryAfter(response, tries) : backoff(tries);
      if (response instanceof Response) await response.body?.cancel();
      if (tries === TRIES || wait === undefined) throw this.failure(response);
      await this.pause(wait);
    }
  }

  /** What the Hub's own library takes in the place of `fetch`. */
  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = input instanceof Request ? input.url : String(input);
    const { response, patience } = await this.get(url, Object.fromEntries(new Headers(init.headers)));
    patience.end();
    return response;
  };

  /** Waits before another try. */
  async pause(milliseconds: number): Promise<void> {
    try {
      await this.options.wait(milliseconds, this.options.signal);
    } catch (error) {
      throw interrupted(this.model, error);
    }
  }

  /** The error for what went wrong on the way; errors that tell what they are stay. */
  failure(cause: unknown): PinakesError {
    if (cause instanceof PinakesError) return cause;
    if (this.options.signal?.aborted) return interrupted(this.model, this.options.signal.reason);
    const asked = { endpoint: this.endpoint, model: this.model, hasToken: this.options.token !== undefined };
    if (cause instanceof Response) return errorOfResponse(cause, asked);
    return networkError(asked, `the Hub can't be reached: ${reasonOf(cause)}`, cause);
  }

  /** The answer of one try, or what stood against it. */
  private async once(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<unknown> {
    const { token, endpoint } = this.options;
    // Pages of a listing and mirrors may lead elsewhere; the token is for the Hub only. (fetch drops it on redirects.)
    const own = new URL(url).origin === new URL(endpoint).origin;
    const sent = new Headers({ "user-agent": "pinakes", ...headers });
    if (token !== undefined && own) sent.set("authorization", `Bearer ${token}`);
    try {
      return await fetch(url, { headers: sent, signal });
    } catch (error) {
      return error;
    }
  }
}

/** How long to wait after so many tries, each time twice as long. */
export function backoff(tries: number): number {
  return Math.min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT);
}

/** How long to wait before asking again; undefined where that is of no use. */
function retryAfter(response: Response, tries: number): number | undefined {
  if (!WORTH_ANOTHER_TRY.has(response.status)) return undefined;
  const header = response.headers.get("retry-after");
  if (header === null) return backoff(tries);
  // A date is meant by the server's clock, which its Date header tells.
  const date = Date.parse(header) - Date.parse(response.headers.get("date") ?? "");
  const wait = /^\d+$/u.test(header) ? Number(header) * 1000 : Math.max(date, 0);
  if (Number.isNaN(wait)) return backoff(tries);
  return wait <= LONGEST_RETRY_AFTER ? wait : undefined;
}

/** fetch says "fetch failed", and why in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== "" ? error.cause.message : error.message;
}
