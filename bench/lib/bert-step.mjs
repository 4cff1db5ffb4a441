/** The sizes that are measured: [hidden, layers, heads, inner] of the encoder, texts of a batch, tokens of a text. */
export const BERT_SIZES = {
  "MiniLM-size, 32 × 64": { hidden: 384, layers: 6, heads: 12, inner: 1536, batch: 32, time: 64 },
  "BERT-base, 8 × 128": { hidden: 768, layers: 12, heads: 12, inner: 3072, batch: 8, time: 128 },
};

const VOCABULARY = 30_522;
const LABELS = 20;
const LOSS = { headWeights: [1], classWeights: [undefined], labelSmoothing: 0, focalGamma: 0 };

/**
 * One training step of a BERT with a classification head: dropout masks, forward, gradients, clipping, AdamW.
 * @param pinakes  the package's modules { engine, models, optim, shared, training }
 * @param int8     bits of the products of the linear layers; full precision where undefined
 * @returns        a function that runs one step on the given threads
 */
export async function bertStep({ engine, models, optim, shared, training }, size, { int8, threads }) {
  const { hidden, layers, heads, inner, batch, time } = size;
  const architecture = {
    ...{ type: "bert", vocabularySize: VOCABULARY, embeddingSize: hidden, hiddenSize: hidden, layers, heads },
    ...{ innerSize: inner, activation: "gelu", positions: 512, firstPosition: 0, tokenTypes: 2, padId: 0 },
    ...{ normEpsilon: 1e-12, initializerRange: 0.02, dropout: { hidden: 0.1, attention: 0.1, classifier: 0.1 } },
  };
  const model = models.transformerModel({ architecture, heads: [{ name: "label", size: LABELS, kind: "softmax" }] });
  const neural = model.build({ mode: "training", loss: LOSS, int8 });
  const rng = shared.Rng.fromSeed(1);
  const parameters = training.initializeParameters(neural.parameters, rng.split("parameters"));
  const trained = neural.parameters.map(({ name }) => name);
  const executable = await engine.compile(engine.gradients(neural.graph, "loss", trained), { threads });
  const step = new training.TrainStep({
    ...{ model, neural, executable, parameters, trained, loss: LOSS, microBatchSize: batch, lazyRows: true },
  });
  const optimizer = optim.createOptimizer({
    ...{ kind: "adamw", learningRate: 1e-5, weightDecay: 0.01 },
    parameters: neural.parameters.map(({ name, decay }) => ({ name, decay, data: parameters.get(name) })),
  });
  const random = rng.split("texts");
  const split = {
    ids: Array.from({ length: batch }, () => Int32Array.from({ length: time }, () => random.integer(VOCABULARY))),
    targets: [{ kind: "softmax", ids: Int32Array.from({ length: batch }, (_, row) => row % LABELS) }],
  };
  const rows = split.ids.map((_, row) => row);
  const feed = (chosen) => models.batchFeeds(model, split, { rows: chosen, padding: { padId: 0 } });
  let number = 0;
  return async () => {
    const { gradients, loss } = await step.run(rows, feed, rng.split("dropout", ++number));
    if (!Number.isFinite(loss)) throw new Error(`the loss is ${loss}`);
    optimizer.step(gradients, { gradientScale: optim.clipCoefficient(optim.globalNorm(gradients), 1) });
  };
}
