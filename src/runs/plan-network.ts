import { NetworkTextModel, softmaxRows } from "../classifier/index.js";
import { evaluateScores, flatMetrics } from "../evaluation/index.js";
import type { LossSpec, NeuralModel, Padding, ParameterValues, RecurrentConfig } from "../models/index.js";
import { PinakesError, present, type Rng } from "../shared/index.js";
import type { TokenEncoder, WordVectors } from "../text/index.js";
import {
  CheckpointStore,
  checkWatchedMetrics,
  countParameters,
  initializeParameters,
  type MetricValues,
  type TrainedNetwork,
  trainNetwork,
} from "../training/index.js";
import { buildNetwork, frozenParameters, loadVectors } from "./build-network.js";
import { type EncodedParts, encodeParts } from "./encode-parts.js";
import type { FitOptions, FitPlan, FittedModel, PlanOptions } from "./fit-plan.js";
import { lossSpec } from "./loss-spec.js";
import type { PreparedData } from "./prepare-data.js";

/** Gets a recurrent network ready: vocabulary, word vectors, ids, loss; all that each seed shares. */
export async function planNetwork(data: PreparedData, options: PlanOptions): Promise<FitPlan> {
  const { config, onEvent } = options;
  const loss = lossSpec(config, data);
  const { encoder, vectors, embeddingSize, network } = await buildNetwork(data, options);
  const frozen = frozenParameters(config, network);
  refuseAllFrozen(network, frozen);
  const encoded = encodeParts(config, data, { encoder, vectors });
  checkWatchedMetrics(config.training, encoded.validation && ["loss", ...Object.keys(measure(data, zeros(data)))]);
  onEvent?.({ type: "tokens", tokens: encoded.tokens });
  const parts = { data, encoder, embeddingSize, network, frozen, encoded, loss };
  return new NetworkPlan(options, parts, vectors);
}

/** What is settled before a network is trained. */
interface NetworkParts {
  readonly data: PreparedData;
  readonly encoder: TokenEncoder;
  readonly embeddingSize: number;
  readonly network: NeuralModel;
  readonly frozen: ReadonlySet<string>;
  readonly encoded: EncodedParts;
  readonly loss: LossSpec;
}

class NetworkPlan implements FitPlan {
  /** `vectors` are let go with the first start, since they are as large as the embeddings; later seeds load them anew. */
  constructor(
    private readonly plan: PlanOptions,
    private readonly parts: NetworkParts,
    private vectors: WordVectors | undefined,
  ) {}

  async fit(options: FitOptions): Promise<FittedModel> {
    const { network, frozen, encoder, embeddingSize, encoded } = this.parts;
    const { config } = this.plan;
    const trained = await this.train(await this.startValues(options.rng.split("parameters")), options);
    options.onEvent?.({ type: "trained", network: trained });
    const total = countParameters(trained.parameters);
    const still = [...frozen].reduce((sum, name) => sum + (trained.parameters.get(name)?.length ?? 0), 0);
    const model = new NetworkTextModel({
      type: config.model.type,
      network,
      values: trained.parameters,
      input: encoded.input,
      parameters: { total, trainable: total - still },
      description: { vocabulary_size: encoder.vocabularySize, embedding_size: embeddingSize },
      threads: config.threads,
    });
    return { model, trainSeconds: trained.seconds, network: trained, tokens: encoded.tokens };
  }

  private train(parameters: ParameterValues, options: FitOptions): Promise<TrainedNetwork> {
    const { data, network, frozen, encoded, loss } = this.parts;
    const { config } = this.plan;
    const { directory, rng, resume, clock, onEvent, signal } = options;
    return trainNetwork({
      model: network,
      config: config.training,
      loss,
      padding: this.padding(),
      train: encoded.train,
      validation: encoded.validation,
      parameters,
      frozen,
      lazyRows: (config.model as RecurrentConfig).embedding_update === "lazy",
      measure: (logits) => measure(data, logits),
      rng: rng.split("training"),
      checkpoints: new CheckpointStore(directory, config.training.checkpoints.keep),
      resume,
      device: "cpu",
      threads: config.threads,
      clock,
      onEvent,
      signal,
    });
  }

  /** New parameters; word vectors where there are any, and a random start for words without one. */
  private async startValues(rng: Rng): Promise<ParameterValues> {
    const { network } = this.parts;
    const parameters = initializeParameters(network.build({ mode: "prediction" }).parameters, rng);
    const vectors = await this.takeVectors();
    if (vectors) copyVectors(vectors, present(parameters.get(network.tokenTable), network.tokenTable));
    return parameters;
  }

  private takeVectors(): Promise<WordVectors | undefined> {
    const { vectors } = this;
    this.vectors = undefined;
    const { config, baseDir } = this.plan;
    return vectors
      ? Promise.resolve(vectors)
      : loadVectors(config.model as RecurrentConfig, this.parts.encoder, baseDir);
  }

  private padding(): Padding {
    const { network, encoder } = this.parts;
    const { model, training, text } = this.plan.config;
    const longest = (model as RecurrentConfig).max_length ?? text.max_length;
    return {
      padId: encoder.padId,
      fixedTime: network.fixedTime ?? (training.padding === "fixed" ? longest : undefined),
    };
  }
}

function measure({ space, parts }: PreparedData, logits: readonly Float32Array[]): MetricValues {
  const scores = logits.map((head, index) => softmaxRows(head, present(space.heads[index], "a head").labels.length));
  return flatMetrics(evaluateScores(space, { golds: parts.validation.golds, scores }));
}

/** Logits that say nothing: enough to learn which figures a validation split has. */
function zeros({ space, parts }: PreparedData): Float32Array[] {
  return space.heads.map(({ labels }) => new Float32Array(parts.validation.golds.length * labels.length));
}

function refuseAllFrozen(network: NeuralModel, frozen: ReadonlySet<string>): void {
  if (network.build({ mode: "prediction" }).parameters.some(({ name }) => !frozen.has(name))) return;
  throw new PinakesError("CONFIG_CONFLICT", {
    where: "training.parameter_groups",
    message: "every parameter has learning rate 0, so nothing is trained.",
    fix: "give at least one group a learning rate above 0.",
  });
}

function copyVectors({ matrix, dimension, hasVector }: WordVectors, table: Float32Array): void {
  hasVector.forEach((known, id) => {
    if (known === 1) table.set(matrix.subarray(id * dimension, (id + 1) * dimension), id * dimension);
  });
}
