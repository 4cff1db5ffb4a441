import type { DataReport } from "../data/index.js";
import type { Evaluation } from "../evaluation/index.js";
import type { Finding } from "../labels/index.js";
import type { TrainedNetwork, TrainingEvent } from "../training/index.js";
import type { TokenReport } from "./encode/token-report.js";

/** What a run tells while it goes on. */
export type RunEvent =
  | TrainingEvent
  | { readonly type: "data"; readonly report: DataReport; readonly findings: readonly Finding[] }
  | { readonly type: "seed"; readonly seed: number; readonly index: number; readonly count: number }
  | { readonly type: "tokens"; readonly tokens: TokenReport }
  | { readonly type: "trained"; readonly network: TrainedNetwork }
  | { readonly type: "stage"; readonly message: string }
  | { readonly type: "warning"; readonly message: string }
  | { readonly type: "evaluated"; readonly evaluation: Evaluation; readonly directory: string };
