import {
  type Executable,
  gradientName,
  realData,
  resolveShape,
  type Tensor,
  type Tensors,
  tensor,
} from "../engine/index.js";
import {
  type BatchFeeds,
  countHits,
  fedTargets,
  type HeadSpec,
  type Hits,
  INPUT,
  type LossSpec,
  type NeuralGraph,
  type NeuralModel,
  normalizer,
  OUTPUT,
  type ParameterValues,
  packTexts,
  parameterFeeds,
  targetWeight,
} from "../models/index.js";
import type { Gradient } from "../optim/index.js";
import { invariant, present, type Rng } from "../shared/index.js";
import { MaskSource } from "./masks.js";
import { TokenRowGatherer, type TokenRows } from "./token-rows.js";

/** What a step computes before the optimizer moves anything. */
export interface StepResult {
  readonly loss: number;
  readonly gradients: ReadonlyMap<string, Gradient>;
  /** Of each head. */
  readonly hits: readonly Hits[];
  /** Summed loss and summed weight of each head. */
  readonly headLosses: readonly { readonly sum: number; readonly weight: number }[];
  readonly tokens: number;
  readonly paddedTokens: number;
}

/** What a {@link TrainStep} works with. */
export interface TrainStepOptions {
  readonly model: NeuralModel;
  readonly neural: NeuralGraph;
  readonly executable: Executable;
  readonly parameters: ParameterValues;
  /** Names of the parameters that are trained. */
  readonly trained: readonly string[];
  readonly loss: LossSpec;
  /** Further feeds that are the same at each step; none where not given. */
  readonly fixed?: Tensors;
  /** Rows of the encoder a micro-batch: texts, or windows of texts. A text that has more by itself is one. */
  readonly microBatchSize: number;
  /** Rows that the encoder reads for a text; 1 where not given. */
  readonly rowsOf?: ((text: number) => number) | undefined;
  /** Whether only the rows of the token table that a batch reads are fed and get gradients. */
  readonly lazyRows: boolean;
}

/** Computes loss and gradients of batches, in micro-batches whose gradients are summed. Buffers are made once. */
export class TrainStep {
  private readonly masks: MaskSource;
  private readonly gatherer: TokenRowGatherer | undefined;
  private readonly dense = new Map<string, Float32Array>();
  private readonly addends = new Map<string, Float32Array>();
  private rowGradient = new Float32Array(0);

  constructor(private readonly options: TrainStepOptions) {
    const { model, neural, parameters, trained, lazyRows } = options;
    this.masks = new MaskSource(neural.masks);
    const table = neural.parameters.find((spec) => spec.name === model.tokenTable);
    const lazy = lazyRows && table && trained.includes(table.name);
    if (lazy) this.gatherer = new TokenRowGatherer(...(table.shape as [number, number]));
    for (const name of trained) {
      if (lazy && name === model.tokenTable) continue;
      this.dense.set(name, new Float32Array(present(parameters.get(name), name).length));
    }
  }

  /** Loss and gradients of one batch, whose micro-batches `feed` makes; `rng` decides the dropout masks. */
  async run(rows: readonly number[], feed: (rows: readonly number[]) => BatchFeeds, rng: Rng): Promise<StepResult> {
    const { model, microBatchSize, loss, rowsOf = () => 1 } = this.options;
    const parts = packTexts(rows, microBatchSize, rowsOf).map(feed);
    const weights = model.heads.map((spec, head) =>
      parts.reduce((sum, { feeds }) => sum + targetWeight(loss, head, fedTargets(spec, feeds)), 0),
    );
    const tokenRows = this.gatherRows(parts);
    const totals = new StepTotals(weights);
    const fixed = this.fixedFeeds(weights, tokenRows);
    for (const [index, part] of parts.entries()) {
      const feeds = { ...fixed, ...part.feeds, ...this.drawMasks(part, rng.split(index)) };
      const outputs = await this.runPart(feeds, { first: index === 0, tokenRows });
      totals.add(model, part, outputs);
    }
    return { ...totals.result(), gradients: this.gradients(tokenRows) };
  }

  /** Replaces each part's ids by positions among the rows of the whole batch. */
  private gatherRows(parts: readonly BatchFeeds[]): TokenRows | undefined {
    if (!this.gatherer) return undefined;
    const { model, parameters } = this.options;
    const table = present(parameters.get(model.tokenTable), model.tokenTable);
    const arrays = parts.map((part) => part.feeds[INPUT.ids]?.data as Int32Array);
    const gathered = this.gatherer.gather(table, arrays);
    parts.forEach((part, index) => {
      part.feeds[INPUT.ids] = tensor("i32", [part.rows, part.time], gathered.ids[index] as Int32Array);
    });
    return gathered;
  }

  private fixedFeeds(weights: readonly number[], tokenRows: TokenRows | undefined): Tensors {
    const { neural, parameters, model } = this.options;
    const feeds = { ...parameterFeeds(neural.parameters, parameters), ...this.options.fixed };
    if (tokenRows) {
      const width = feeds[model.tokenTable]?.shape[1] as number;
      feeds[model.tokenTable] = tensor("f32", [tokenRows.values.length / width, width], tokenRows.values);
    }
    model.heads.forEach((head, index) => {
      feeds[INPUT.normalizer(head.name)] = normalizer(weights[index] as number);
    });
    return feeds;
  }

  private drawMasks({ batch, rows, windows, time }: BatchFeeds, rng: Rng): Tensors {
    const symbols = new Map([
      ["B", batch],
      ["W", rows],
      ["S", windows],
      ["T", time],
    ]);
    return this.masks.draw(rng, (spec) => resolveShape(spec.shape, symbols));
  }

  /** The first part's gradients are written in place; those of later parts into buffers of their own, and added. */
  private async runPart(feeds: Tensors, { first, tokenRows }: { first: boolean; tokenRows: TokenRows | undefined }) {
    const { executable, model } = this.options;
    const targets = new Map<string, Tensor>();
    for (const [name, data] of this.dense) targets.set(name, tensor("f32", feeds[name]?.shape ?? [], data));
    if (tokenRows) {
      const size = tokenRows.values.length;
      if (this.rowGradient.length < size) this.rowGradient = new Float32Array(size);
      const shape = feeds[model.tokenTable]?.shape ?? [];
      targets.set(model.tokenTable, tensor("f32", shape, this.rowGradient.subarray(0, size)));
    }
    const given = new Map(first ? targets : [...targets].map(([name, value]) => [name, this.addend(name, value)]));
    const into = Object.fromEntries([...given].map(([name, value]) => [gradientName(name), value]));
    const outputs = await executable.run(feeds, { into });
    if (!first) for (const [name, target] of targets) addTo(realData(target), realData(given.get(name) as Tensor));
    return outputs;
  }

  /** A buffer for the gradient of a later part, as large as that of the first. */
  private addend(name: string, { shape, data }: Tensor): Tensor {
    const known = this.addends.get(name);
    const buffer = known && known.length >= data.length ? known : new Float32Array(data.length);
    this.addends.set(name, buffer);
    return tensor("f32", shape, buffer.subarray(0, data.length));
  }

  private gradients(tokenRows: TokenRows | undefined): Map<string, Gradient> {
    const gradients = new Map<string, Gradient>();
    for (const [name, data] of this.dense) gradients.set(name, { kind: "dense", data });
    if (tokenRows) {
      const width = tokenRows.values.length / TokenRowGatherer.padded(tokenRows.rows.length);
      const data = this.rowGradient.subarray(0, tokenRows.rows.length * width);
      gradients.set(this.options.model.tokenTable, { kind: "rows", rows: tokenRows.rows, data });
    }
    return gradients;
  }
}

function addTo(target: Float32Array | Float64Array, addend: Float32Array | Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + (addend[i] as number);
}

/** Sums over the micro-batches of a step. */
class StepTotals {
  private loss = 0;
  private tokens = 0;
  private paddedTokens = 0;
  private readonly sums: number[];
  private readonly hits: Hits[];

  constructor(private readonly weights: readonly number[]) {
    this.sums = weights.map(() => 0);
    this.hits = weights.map(() => ({ right: 0, total: 0 }));
  }

  add(model: NeuralModel, part: BatchFeeds, outputs: Tensors): void {
    this.loss += realData(outputs[OUTPUT.loss] as Tensor)[0] as number;
    this.tokens += part.tokens;
    this.paddedTokens += part.rows * part.time;
    model.heads.forEach((head, index) => {
      this.sums[index] =
        (this.sums[index] as number) + (realData(outputs[OUTPUT.headLoss(head.name)] as Tensor)[0] as number);
      const hits = this.hits[index] as Hits;
      const more = partHits(head, part, outputs);
      this.hits[index] = { right: hits.right + more.right, total: hits.total + more.total };
    });
  }

  result(): Omit<StepResult, "gradients"> {
    const headLosses = this.sums.map((sum, index) => ({ sum, weight: this.weights[index] as number }));
    const { loss, tokens, paddedTokens, hits } = this;
    return { loss, tokens, paddedTokens, hits, headLosses };
  }
}

/** Right predictions of a micro-batch: as the graph counts them, or from its logits. */
function partHits(head: HeadSpec, { feeds }: BatchFeeds, outputs: Tensors): Hits {
  const targets = fedTargets(head, feeds);
  const right = outputs[OUTPUT.right(head.name)];
  if (!right) return countHits(head, realData(present(outputs[OUTPUT.logits(head.name)], "logits")), targets);
  invariant(targets.kind === "softmax", "only a softmax counts its right predictions in the graph");
  return { right: realData(right)[0] as number, total: targets.ids.reduce((sum, id) => sum + (id < 0 ? 0 : 1), 0) };
}
