import type { TextModel } from "../classifier/index.js";
import type { RunConfig } from "../config/index.js";
import type { Rng } from "../shared/index.js";
import type { TrainedNetwork } from "../training/index.js";
import type { RunEvent } from "./events.js";
import type { TokenReport } from "./token-report.js";

/** What fitting works with. */
export interface FitOptions {
  readonly config: RunConfig;
  /** The folder that relative paths of the config start from. */
  readonly baseDir: string;
  /** Where checkpoints are written. */
  readonly directory: string;
  readonly rng: Rng;
  readonly resume: boolean;
  /** Milliseconds from some fixed moment. */
  readonly clock: () => number;
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A trained model, and how training went. */
export interface FittedModel {
  readonly model: TextModel;
  readonly trainSeconds: number;
  /** Of a network. */
  readonly network?: TrainedNetwork;
  readonly tokens?: TokenReport;
  /** Remarks for the manifest: chosen strengths, iterations. */
  readonly notes?: Readonly<Record<string, unknown>>;
}
