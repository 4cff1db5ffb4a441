import { compile, type Device, type Executable, realData, type Tensor } from "../engine/index.js";
import {
  evaluationBatches,
  INPUT,
  type MaskedLanguageModel,
  type NeuralGraph,
  normalizer,
  OUTPUT,
  type ParameterValues,
  parameterFeeds,
  TOKEN_HEAD,
} from "../models/index.js";
import type { MetricValues } from "./events.js";
import { type MaskedFeedOptions, maskedFeeds } from "./mlm-feeds.js";

/** Names of the figures that masked texts give. */
export const MASKED_METRICS = ["loss", "perplexity", "accuracy"] as const;

/** Options of a {@link MaskedEvaluator}. */
export interface MaskedEvaluatorOptions extends MaskedFeedOptions {
  /** Held-out texts, with their special tokens. */
  readonly texts: readonly Int32Array[];
  readonly batchSize: number;
  readonly device?: Device | undefined;
  readonly threads?: number | undefined;
}

/**
 * Measures how well masked tokens of held-out texts are guessed. What is hidden is drawn from one stream a text, so that
 * it is the same at every measurement, and figures of different moments can be compared.
 */
export class MaskedEvaluator {
  private constructor(
    private readonly neural: NeuralGraph,
    private readonly executable: Executable,
    private readonly options: MaskedEvaluatorOptions,
  ) {}

  /** Makes the session; {@link release} frees it. */
  static async create(model: MaskedLanguageModel, options: MaskedEvaluatorOptions): Promise<MaskedEvaluator> {
    const { device, threads } = options;
    const neural = model.build({ mode: "evaluation" });
    return new MaskedEvaluator(neural, await compile(neural.graph, { device, threads }), options);
  }

  /**
   * Mean cross-entropy of the hidden tokens in nats, its exponential, and the share that is guessed right; without dropout.
   * NaN where nothing is hidden.
   */
  async measure(parameters: ParameterValues): Promise<MetricValues> {
    const { texts, batchSize } = this.options;
    const fixed = {
      ...parameterFeeds(this.neural.parameters, parameters),
      [INPUT.normalizer(TOKEN_HEAD)]: normalizer(1),
    };
    let [loss, right, count] = [0, 0, 0];
    for (const rows of evaluationBatches({ ids: texts }, batchSize)) {
      const { feeds, hidden } = maskedFeeds(texts, rows, this.options);
      const outputs = await this.executable.run({ ...fixed, ...feeds });
      loss += scalar(outputs[OUTPUT.headLoss(TOKEN_HEAD)]);
      right += scalar(outputs[OUTPUT.right(TOKEN_HEAD)]);
      count += hidden;
    }
    return { loss: loss / count, perplexity: Math.exp(loss / count), accuracy: right / count };
  }

  /** Frees the session. */
  release(): Promise<void> {
    return this.executable.release();
  }
}

function scalar(value: Tensor | undefined): number {
  return realData(value as Tensor)[0] as number;
}
