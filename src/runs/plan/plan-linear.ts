import { LinearTextModel, MajorityTextModel } from "../../classifier/index.js";
import { finestLabels } from "../../labels/index.js";
import {
  type HeldOutLogits,
  type LossSpec,
  MajorityModel,
  type TfidfLinearConfig,
  type TfidfLinearProgress,
  trainTfidfLinear,
} from "../../models/index.js";
import { PinakesError } from "../../shared/index.js";
import { RowSampler, type SamplerConfig } from "../../training/index.js";
import type { PreparedData } from "../prepare-data.js";
import type { FitOptions, FitPlan, FittedModel, HeldOutTexts, PlanOptions } from "./fit-plan.js";
import { lossSpec } from "./loss-spec.js";
import { strengthJudges } from "./strength-judges.js";

/** Gets `majority` or `tfidf-linear` ready. */
export function planLinear(data: PreparedData, { config, temperatures }: PlanOptions): FitPlan {
  if (config.model.type === "majority") return { fit: async (options) => fitMajority(data, options) };
  const { classWeights, logitOffsets } = lossSpec(config, data);
  const model = config.model as TfidfLinearConfig;
  const judges = strengthJudges(config, data.scheme);
  const { sampler } = config.training;
  return {
    fit: async (options) =>
      fitTfidfLinear(data, { model, classWeights, logitOffsets, judges, sampler, temperatures, options }),
  };
}

function fitMajority({ scheme: { outputs }, parts }: PreparedData, { clock }: FitOptions): FittedModel {
  const start = clock();
  const majority = MajorityModel.train({ targets: parts.train.targets, outputs });
  return { model: new MajorityTextModel(majority, outputs), trainSeconds: (clock() - start) / 1000 };
}

interface LinearContext extends Pick<LossSpec, "classWeights" | "logitOffsets"> {
  readonly model: TfidfLinearConfig;
  readonly sampler: SamplerConfig;
  readonly temperatures: readonly number[] | undefined;
  readonly judges: ReturnType<typeof strengthJudges>;
  readonly options: FitOptions;
}

async function fitTfidfLinear(
  data: PreparedData,
  { model: config, sampler, options, ...how }: LinearContext,
): Promise<FittedModel> {
  const { clock, onEvent, rng, signal } = options;
  const { outputs } = data.scheme;
  const { train, validation } = data.parts;
  // Numbered together, since a model that is fitted again learns from both.
  const labels = finestLabels(data.space, [...train.golds, ...validation.golds]);
  const draws = rng.split("sampler");
  const start = clock();
  const { model, heldOut } = await trainTfidfLinear({
    texts: train.texts,
    targets: train.targets,
    labels: labels.slice(0, train.texts.length),
    outputs,
    validation: {
      texts: validation.texts,
      targets: validation.targets,
      labels: labels.slice(train.texts.length),
    },
    draw: sampler === "none" ? undefined : (own) => new RowSampler(sampler, own).draw(draws),
    config,
    ...how,
    rng: rng.split("tfidf-linear"),
    onProgress: stageReporter((message) => onEvent?.({ type: "stage", message }), {
      heads: outputs.map(({ name }) => name),
      signal,
    }),
  });
  const trainSeconds = (clock() - start) / 1000;
  const notes = {
    temperatures: model.temperatures,
    heads: model.training.map((training, head) => ({ name: outputs[head]?.name, ...training })),
  };
  if (model.training.some(({ converged }) => !converged)) onEvent?.({ type: "warning", message: NOT_CONVERGED });
  const refitted = config.refit && validation.texts.length > 0;
  return {
    model: new LinearTextModel(model, outputs),
    trainSeconds,
    refitted,
    notes,
    ...(heldOut ? { heldOut: withGolds(heldOut, data) } : {}),
  };
}

function withGolds({ part, rows, logits }: HeldOutLogits, { parts }: PreparedData): HeldOutTexts {
  const { examples } = parts[part];
  return {
    texts: rows.map((row) => examples[row]?.text ?? ""),
    golds: rows.map((row) => examples[row]?.gold ?? []),
    logits: logits.map((own) => Float32Array.from(own)),
  };
}

const NOT_CONVERGED =
  "the linear classifier reached its bound of iterations before it converged; try a lower model.strength";

interface StageOptions {
  readonly heads: readonly string[];
  readonly signal: AbortSignal | undefined;
}

/** One line a stage and strength, and a chance to stop between two one-vs-rest problems. */
function stageReporter(tell: (message: string) => void, { heads, signal }: StageOptions) {
  let last = "";
  return (progress: TfidfLinearProgress): void => {
    if (signal?.aborted) throw interrupted();
    const message = describeStage(progress, heads);
    if (message !== last) tell(message);
    last = message;
  };
}

function describeStage(progress: TfidfLinearProgress, heads: readonly string[]): string {
  if (progress.stage === "vectors") return `counting n-grams of ${progress.texts} texts`;
  const doing = progress.stage === "choose" ? "trying" : "fitting with";
  const of = heads.length > 1 ? ` for ${heads[progress.head]}` : "";
  return `${doing} strength ${progress.strength}${of}`;
}

function interrupted(): PinakesError {
  return new PinakesError("INTERRUPTED", {
    where: "tfidf-linear",
    message: "training was interrupted; a linear model keeps no checkpoint.",
    fix: "run the same command with --resume to train it again.",
  });
}
