/** What {@link ReduceOnPlateau} is made from; the defaults are PyTorch's. */
export interface PlateauOptions {
  /** Whether a better metric is smaller or larger. */
  readonly mode: "min" | "max";
  /** What the learning rate is multiplied by. Default 0.1. */
  readonly factor?: number;
  /** Epochs without a better metric that are let pass. Default 10. */
  readonly patience?: number;
  /** The share of the best value by which a new one must be better. Default 1e-4. */
  readonly threshold?: number;
}

/** What resuming needs. */
export interface PlateauState {
  readonly factor: number;
  /** Null before the first metric. */
  readonly best: number | null;
  readonly badEpochs: number;
}

/** Lowers the learning rate when a metric stands still, as PyTorch's `ReduceLROnPlateau` with a relative threshold. */
export class ReduceOnPlateau {
  private readonly options: Required<PlateauOptions>;
  private current: PlateauState = { factor: 1, best: null, badEpochs: 0 };

  constructor(options: PlateauOptions) {
    this.options = { factor: 0.1, patience: 10, threshold: 1e-4, ...options };
  }

  /** What the learning rate is multiplied by now. */
  get factor(): number {
    return this.current.factor;
  }

  /** Takes the metric of an epoch; returns the factor from now on. NaN is never better. */
  update(metric: number): number {
    const { factor, best, badEpochs } = this.current;
    if (this.isBetter(metric, best)) this.current = { factor, best: metric, badEpochs: 0 };
    else if (badEpochs < this.options.patience) this.current = { factor, best, badEpochs: badEpochs + 1 };
    else this.current = { factor: factor * this.options.factor, best, badEpochs: 0 };
    return this.current.factor;
  }

  /** A copy of the state, safe to store as JSON. */
  state(): PlateauState {
    return { ...this.current };
  }

  /** Goes on from a stored state. */
  load(state: PlateauState): void {
    this.current = { ...state };
  }

  private isBetter(metric: number, best: number | null): boolean {
    if (best === null) return !Number.isNaN(metric);
    const { mode, threshold } = this.options;
    return mode === "min" ? metric < best * (1 - threshold) : metric > best * (1 + threshold);
  }
}
