/** Ends a request that is silent for too long, or that the caller gives up. */
export class Patience {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly giveUp = () => this.controller.abort(this.outer?.reason);

  /** @param silence  milliseconds without a sign of life */
  constructor(
    silence: number,
    private readonly outer?: AbortSignal,
  ) {
    const reason = new Error(`nothing came for ${silence / 1000} s`);
    this.timer = setTimeout(() => this.controller.abort(reason), silence);
    if (outer?.aborted) this.giveUp();
    outer?.addEventListener("abort", this.giveUp, { once: true });
  }

  /** What the request is given. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Something came: the wait begins anew. */
  touch(): void {
    this.timer.refresh();
  }

  /** Nothing more is waited for. */
  end(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener("abort", this.giveUp);
  }
}
