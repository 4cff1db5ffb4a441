import { type PretrainConfig, pretrainingAsTraining } from "../../config/index.js";
import type { ParameterValues } from "../../models/index.js";
import { PinakesError } from "../../shared/index.js";
import { maskingVocabulary } from "../../text/index.js";
import {
  CheckpointStore,
  checkWatchedMetrics,
  MASKED_METRICS,
  MaskedEvaluator,
  type MaskedFeedOptions,
  type MetricValues,
  maskedFeeds,
  type TrainedNetwork,
  trainNetwork,
} from "../../training/index.js";
import { stopIfInterrupted } from "../interrupt.js";
import type { FitOptions } from "../plan/fit-plan.js";
import { int8BitsOf } from "../plan/int8-bits.js";
import { type MaskedEncoder, startValues } from "./masked-encoder.js";
import type { PretrainingInputs } from "./pretraining-texts.js";

/** Texts that are measured at a time. */
const EVALUATION_BATCH = 32;

/** A loss of one head, each token counted once. */
const PLAIN_LOSS = { headWeights: [1], classWeights: [undefined], labelSmoothing: 0, focalGamma: 0 };

/** A pretraining that is ready to run: what config, texts and tokenizer can be wrong about has been checked. */
export class MaskedTraining {
  private readonly feed: Omit<MaskedFeedOptions, "rngOf">;
  private readonly training;

  /** @throws PinakesError CONFIG_INVALID for a metric that there is none of; TEXT_TOKENIZER without a mask token */
  constructor(
    private readonly config: PretrainConfig,
    private readonly encoder: MaskedEncoder,
    private readonly inputs: PretrainingInputs,
  ) {
    const { mlm, model, training } = config;
    const { tokenizer, tokenizerPath: where } = encoder;
    this.feed = {
      padding: { padId: tokenizer.padId, fixedTime: training.padding === "fixed" ? model.max_length : undefined },
      masking: { ...mlm, vocabulary: maskingVocabulary(tokenizer, { wholeWords: mlm.whole_word, where }) },
    };
    this.training = pretrainingAsTraining(config, inputs.validation.length > 0);
    checkWatchedMetrics(this.training, inputs.validation.length > 0 ? MASKED_METRICS : undefined);
  }

  /** Trains from new or pretrained values; tells the held-out figures before the first step. */
  async fit(options: FitOptions): Promise<{ readonly before?: MetricValues; readonly trained: TrainedNetwork }> {
    const values = startValues(this.encoder, options.rng.split("parameters"));
    if (this.inputs.validation.length === 0) return { trained: await this.train(values, undefined, options) };
    const evaluator = await this.evaluator(options);
    try {
      // A resumed run measures its start again, which follows from the seed: nothing has to be kept for it.
      options.onEvent?.({ type: "stage", message: `measuring ${this.inputs.validation.length} held-out inputs` });
      const before = await evaluator.measure(values);
      if (Number.isNaN(before.loss)) throw nothingHidden(this.inputs.validation.length);
      stopIfInterrupted(options.signal, { where: options.directory, begun: true });
      return { before, trained: await this.train(values, evaluator, options) };
    } finally {
      await evaluator.release();
    }
  }

  private evaluator({ rng }: FitOptions): Promise<MaskedEvaluator> {
    const stream = rng.split("held-out-masks");
    return MaskedEvaluator.create(this.encoder.network, {
      ...this.feed,
      texts: this.inputs.validation,
      batchSize: EVALUATION_BATCH,
      rngOf: (row) => stream.split(row),
      threads: this.config.threads,
    });
  }

  private async train(
    parameters: ParameterValues,
    evaluator: MaskedEvaluator | undefined,
    options: FitOptions,
  ): Promise<TrainedNetwork> {
    const { directory, rng, resume, clock, onEvent, signal } = options;
    const { train } = this.inputs;
    const int8 = await int8BitsOf(this.training.precision, onEvent);
    const masks = rng.split("masks");
    return trainNetwork({
      model: this.encoder.network,
      config: this.training,
      loss: PLAIN_LOSS,
      padding: this.feed.padding,
      train: { ids: train, targets: [] },
      feed: (rows, epoch) => maskedFeeds(train, rows, { ...this.feed, rngOf: (row) => masks.split(epoch, row) }),
      measure: () => ({}),
      validate: evaluator && ((values) => evaluator.measure(values)),
      parameters,
      frozen: new Set(),
      lazyRows: false,
      int8,
      rng: rng.split("training"),
      checkpoints: new CheckpointStore(directory, this.training.checkpoints.keep),
      resume,
      device: "cpu",
      threads: this.config.threads,
      clock,
      onEvent,
      signal,
    });
  }
}

function nothingHidden(count: number): PinakesError {
  return new PinakesError("DATA_SPLIT", {
    where: "data.validation",
    message: `of the ${count} held-out inputs no token happens to be hidden, so nothing can be measured.`,
    fix: "hold out more texts, or none (data.validation: 0).",
  });
}
