import { isFrozen, type RunConfig } from "../../config/index.js";
import {
  type DiagnosedConfig,
  type DiagnosedEpoch,
  type Diagnosis,
  diagnose,
  type Evaluation,
  type LabelPrior,
  type SplitEvaluation,
} from "../../evaluation/index.js";
import { decodingOf, type LabelSpace } from "../../labels/index.js";

/** What is known of a run at its end. */
export interface RunFigures {
  readonly space: LabelSpace;
  readonly splits: Evaluation["splits"];
  /** Of a model that is trained epoch by epoch. */
  readonly epochs?: readonly DiagnosedEpoch[] | undefined;
  /** The training texts, where they are not among the splits. */
  readonly learned?: SplitEvaluation | undefined;
}

/** What the figures of a run show, each finding with the line of its config to try next. */
export function diagnoseRun(
  config: RunConfig,
  { space, splits, epochs = [], learned = splits.train }: RunFigures,
): Diagnosis[] {
  return diagnose({
    task: config.task,
    splits,
    priors: space.parents === undefined ? priorsOf(learned) : [],
    history: epochs,
    config: diagnosedConfig(config),
  });
}

/** The training texts' own shares: of those that reach a level, where there are levels. */
function priorsOf(learned: SplitEvaluation | undefined): LabelPrior[] {
  const rows = learned?.per_label ?? [];
  const totals = new Map<string | undefined, number>();
  for (const { level, support } of rows) totals.set(level, (totals.get(level) ?? 0) + support);
  return rows.map(({ level, label, support }) => ({
    ...(level === undefined ? {} : { level }),
    label,
    share: support / Math.max(1, totals.get(level) ?? 0),
  }));
}

function diagnosedConfig(config: RunConfig): DiagnosedConfig {
  const { task, model, training, hierarchy, thresholds } = config;
  const family = familyOf(model);
  const isHierarchical = task === "hierarchical";
  return {
    family,
    ...(family === "linear" || family === "majority"
      ? {}
      : { epochs: training.epochs, learningRate: training.learning_rate }),
    hasClassWeights: training.class_weights !== "none" || training.logit_adjustment > 0,
    hasSampler: training.sampler !== "none",
    hasEarlyStopping: training.early_stopping !== undefined,
    ...(isHierarchical ? { hierarchyMethod: hierarchy.method, hierarchyDecoding: decodingOf(hierarchy) } : {}),
    ...(task === "multi-class" ? {} : { thresholdMethod: thresholds.method }),
  };
}

function familyOf(model: RunConfig["model"]): DiagnosedConfig["family"] {
  if (model.type === "majority") return "majority";
  if (model.type === "tfidf-linear" || isFrozen(model)) return "linear";
  return "strategy" in model ? "transformer" : "recurrent";
}
