import { LinearTextModel, MajorityTextModel } from "../classifier/index.js";
import { MajorityModel, type TfidfLinearConfig, type TfidfLinearProgress, trainTfidfLinear } from "../models/index.js";
import { PinakesError } from "../shared/index.js";
import { classWeightsOf } from "./class-weights.js";
import type { FitOptions, FittedModel } from "./fit-options.js";
import type { PreparedData } from "./prepare-data.js";

/** Trains `majority` or `tfidf-linear`. */
export async function fitLinear(data: PreparedData, options: FitOptions): Promise<FittedModel> {
  const { config, clock, onEvent, rng } = options;
  const { train, validation } = data.parts;
  const heads = data.space.heads.map(({ name, labels }) => ({ name, size: labels.length }));
  const classes = heads.map(({ size }) => size);
  const start = clock();
  const seconds = (): number => (clock() - start) / 1000;
  if (config.model.type === "majority") {
    const majority = MajorityModel.train({ targets: train.targets, classes });
    return { model: new MajorityTextModel(majority, heads), trainSeconds: seconds() };
  }
  const classWeights = classWeightsOf(config.training.class_weights, data.space.heads, train.targets);
  const model = trainTfidfLinear({
    texts: train.texts,
    targets: train.targets,
    classes,
    names: heads.map(({ name }) => name),
    validation: { texts: validation.texts, targets: validation.targets },
    config: config.model as TfidfLinearConfig,
    classWeights,
    rng: rng.split("tfidf-linear"),
    onProgress: stageReporter((message) => onEvent?.({ type: "stage", message }), options.signal),
  });
  const notes = { heads: model.training.map((training, head) => ({ name: heads[head]?.name, ...training })) };
  if (model.training.some(({ converged }) => !converged)) onEvent?.({ type: "warning", message: NOT_CONVERGED });
  return { model: new LinearTextModel(model, heads), trainSeconds: seconds(), notes };
}

const NOT_CONVERGED =
  "the linear classifier reached its bound of iterations before it converged; try a lower model.strength";

/** One line a stage and strength, and a chance to stop between two one-vs-rest problems. */
function stageReporter(tell: (message: string) => void, signal: AbortSignal | undefined) {
  let last = "";
  return (progress: TfidfLinearProgress): void => {
    if (signal?.aborted) throw interrupted();
    const message =
      progress.stage === "vectors"
        ? `counting n-grams of ${progress.texts} texts`
        : `${progress.stage === "choose" ? "trying" : "fitting with"} strength ${progress.strength}, head ${progress.head + 1}`;
    if (message !== last) tell(message);
    last = message;
  };
}

function interrupted(): PinakesError {
  return new PinakesError("INTERRUPTED", {
    where: "tfidf-linear",
    message: "training was interrupted; a linear model keeps no checkpoint.",
    fix: "run the same command with --resume to train it again.",
  });
}
