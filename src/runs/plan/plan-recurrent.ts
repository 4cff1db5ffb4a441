import type { ParameterValues, RecurrentConfig } from "../../models/index.js";
import { present, type Rng } from "../../shared/index.js";
import type { WordVectors } from "../../text/index.js";
import { initializeParameters } from "../../training/index.js";
import { encodeParts } from "../encode/encode-parts.js";
import type { PreparedData } from "../prepare-data.js";
import { type BuiltNetwork, buildNetwork, frozenParameters, loadVectors } from "./build-network.js";
import type { FitPlan, PlanOptions } from "./fit-plan.js";
import { lossSpec } from "./loss-spec.js";
import { NetworkPlan } from "./network-plan.js";

/** Gets a recurrent network ready: vocabulary, word vectors, ids, loss; all that each seed shares. */
export async function planRecurrent(data: PreparedData, options: PlanOptions): Promise<FitPlan> {
  const { config, onEvent } = options;
  const loss = lossSpec(config, data);
  const built = await buildNetwork(data, options);
  const { encoder, vectors, embeddingSize, network } = built;
  const frozen = frozenParameters(config, network);
  const model = config.model as RecurrentConfig;
  const { cache } = options;
  const encoded = await encodeParts(config, data, {
    encoder,
    vectors,
    weighted: model.tfidf_weighting,
    cache,
    onEvent,
  });
  const plan = new NetworkPlan(options, {
    data,
    network,
    frozen,
    encoded,
    loss,
    training: config.training,
    lazyRows: model.embedding_update === "lazy",
    description: { vocabulary_size: encoder.vocabularySize, embedding_size: embeddingSize },
    startValues: startFrom(options, { network, encoder }, vectors),
  });
  onEvent?.({ type: "tokens", tokens: encoded.tokens });
  return plan;
}

/**
 * New parameters; word vectors where there are any, and a random start for words without one. The vectors are let go with
 * the first start, since they are as large as the embeddings; later seeds load them anew.
 */
function startFrom(
  { config, baseDir }: PlanOptions,
  { network, encoder }: Pick<BuiltNetwork, "network" | "encoder">,
  vectors: WordVectors | undefined,
) {
  let kept = vectors;
  return async (rng: Rng): Promise<ParameterValues> => {
    const parameters = initializeParameters(network.build({ mode: "prediction" }).parameters, rng);
    const found = kept ?? (await loadVectors(config.model as RecurrentConfig, encoder, baseDir));
    kept = undefined;
    if (found) copyVectors(found, present(parameters.get(network.tokenTable), network.tokenTable));
    return parameters;
  };
}

function copyVectors({ matrix, dimension, hasVector }: WordVectors, table: Float32Array): void {
  hasVector.forEach((known, id) => {
    if (known === 1) table.set(matrix.subarray(id * dimension, (id + 1) * dimension), id * dimension);
  });
}
