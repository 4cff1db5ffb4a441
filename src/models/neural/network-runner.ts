import { compile, type Device, type Executable, realData, type Tensor } from "../../engine/index.js";
import { present } from "../../shared/index.js";
import {
  countRows,
  countTexts,
  countTokens,
  type EncodedSplit,
  type ParameterValues,
  packTexts,
  type TokenRowsSplit,
} from "./encoded.js";
import { batchFeeds, normalizer, type Padding, parameterFeeds } from "./feeds.js";
import { INPUT, type LossSpec, type NeuralGraph, type NeuralModel, OUTPUT } from "./neural-model.js";
import { targetWeight } from "./targets.js";

/** What a network says of a split. */
export interface SplitOutputs {
  /** [N, L] a head, in the order of the split. */
  readonly logits: readonly Float32Array[];
  /** NaN where the runner was made without a loss. */
  readonly loss: number;
}

/** Options of a {@link NetworkRunner}. */
export interface RunnerOptions {
  /** Where given, the loss is computed, and the splits' targets are read. */
  readonly loss?: LossSpec | undefined;
  readonly padding: Padding;
  readonly batchSize?: number;
  readonly device?: Device | undefined;
  readonly threads?: number | undefined;
}

/** Texts (of texts in windows, these) a batch of evaluation, where nothing else is said. */
export const EVALUATION_BATCH = 64;

/** Runs a network forward, without dropout. One session, made once. */
export class NetworkRunner {
  private constructor(
    private readonly model: NeuralModel,
    private readonly neural: NeuralGraph,
    private readonly executable: Executable,
    private readonly options: RunnerOptions,
  ) {}

  static async create(model: NeuralModel, options: RunnerOptions): Promise<NetworkRunner> {
    const { loss, device, threads } = options;
    const neural = model.build(loss ? { mode: "evaluation", loss } : { mode: "prediction" });
    return new NetworkRunner(model, neural, await compile(neural.graph, { device, threads }), options);
  }

  /** Logits and loss of a split under the given parameters. Batch size and order don't change them, up to rounding. */
  async run(split: EncodedSplit, parameters: ParameterValues): Promise<SplitOutputs> {
    const { model, options } = this;
    const logits = model.heads.map((head) => new Float32Array(countTexts(split) * head.size));
    const sums = model.heads.map(() => 0);
    const fixed = this.fixedFeeds(parameters);
    for (const rows of evaluationBatches(split, options.batchSize ?? EVALUATION_BATCH)) {
      const { feeds } = batchFeeds(model, split, {
        rows,
        padding: options.padding,
        targets: options.loss !== undefined,
      });
      const outputs = await this.executable.run({ ...fixed, ...feeds });
      model.heads.forEach((head, index) => {
        const batchLogits = realData(outputs[OUTPUT.logits(head.name)] as Tensor);
        rows.forEach((row, at) => {
          logits[index]?.set(batchLogits.subarray(at * head.size, (at + 1) * head.size), row * head.size);
        });
        if (!options.loss) return;
        sums[index] = (sums[index] as number) + (realData(outputs[OUTPUT.headLoss(head.name)] as Tensor)[0] as number);
      });
    }
    return { logits, loss: this.meanLoss(split, sums) };
  }

  /** Frees the session. */
  release(): Promise<void> {
    return this.executable.release();
  }

  private meanLoss(split: EncodedSplit, sums: readonly number[]): number {
    const { loss } = this.options;
    if (!loss) return Number.NaN;
    return sums.reduce((total, sum, head) => {
      const weight = targetWeight(loss, head, present(split.targets[head], "the targets of a head"));
      return total + (weight > 0 ? (loss.headWeights[head] as number) * (sum / weight) : 0);
    }, 0);
  }

  private fixedFeeds(parameters: ParameterValues): Record<string, Tensor> {
    const feeds = parameterFeeds(this.neural.parameters, parameters);
    if (this.options.loss) for (const head of this.model.heads) feeds[INPUT.normalizer(head.name)] = normalizer(1);
    return feeds;
  }
}

/**
 * Texts of a split in batches of so many rows of the encoder at most (texts, or windows of texts), the longest texts first,
 * so that memory is at its peak at once.
 */
export function evaluationBatches(split: TokenRowsSplit, size: number): number[][] {
  const lengths = Array.from({ length: countTexts(split) }, (_, text) => countTokens(split, text));
  const texts = lengths.map((_, text) => text).sort((a, b) => (lengths[b] as number) - (lengths[a] as number) || a - b);
  return packTexts(texts, size, (text) => countRows(split, text));
}
