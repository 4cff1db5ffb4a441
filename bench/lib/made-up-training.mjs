// A training of a made-up network on made-up texts in a process of its own: prints the estimate of its memory and the peak
// that it had, in bytes. Arguments: the folder of the built modules, and the network as JSON (see bench/memory.mjs).
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , built, json] = process.argv;
const task = JSON.parse(json);
const room = (name) => import(pathToFileURL(join(built, name, "index.js")).href);
const { modelConfig, recurrentModel, transformerModel } = await room("models");
const { CheckpointStore, initializeParameters, TrainingMemory, trainingConfig, trainNetwork } = await room("training");
const { Rng } = await room("shared");

const { batch, time, micro, steps = 3, vocabulary = 30_522, validation = 0 } = task;
const heads = [{ name: "label", size: 20, kind: "softmax" }];
const loss = { headWeights: [1], classWeights: [undefined], labelSmoothing: 0, focalGamma: 0 };

/** A BERT of the given sizes, without weights. */
function bert({ hiddenSize, layers, heads: attentionHeads, innerSize }) {
  const architecture = {
    type: "bert",
    vocabularySize: vocabulary,
    embeddingSize: hiddenSize,
    hiddenSize,
    layers,
    heads: attentionHeads,
    innerSize,
    activation: "gelu",
    positions: 512,
    firstPosition: 0,
    tokenTypes: 2,
    padId: 0,
    normEpsilon: 1e-12,
    initializerRange: 0.02,
    dropout: { hidden: 0.1, attention: 0.1, classifier: 0.1 },
  };
  return transformerModel({ architecture, heads });
}

function recurrent(keys) {
  const config = modelConfig.parse(keys);
  const embeddingSize = config.embedding_size ?? 128;
  return recurrentModel({ config, vocabularySize: vocabulary, embeddingSize, heads, maxLength: time });
}

const model = task.bert ? bert(task.bert) : recurrent(task.recurrent);
const rng = Rng.fromSeed(1);

/** Texts of one length; every token of the vocabulary is as likely. */
function split(count, stream) {
  const ids = Array.from({ length: count }, () => Int32Array.from({ length: time }, () => stream.integer(vocabulary)));
  const labels = Int32Array.from({ length: count }, () => stream.integer(20));
  return { ids, targets: [{ kind: "softmax", ids: labels }] };
}

const train = split(batch * steps, rng.split("train"));
const config = {
  ...trainingConfig.parse({ epochs: 1, batch_size: batch, micro_batch_size: micro ?? batch }),
  learning_rate: 1e-5,
};
const common = { model, config, loss, frozen: new Set(), lazyRows: true };
const { total, ...parts } = new TrainingMemory({
  ...common,
  time,
  tokens: new Set(train.ids.flatMap((row) => [...row])).size,
  validationTime: validation > 0 ? time : undefined,
}).estimate(micro ?? batch);

const folder = await mkdtemp(join(tmpdir(), "pinakes-memory-"));
await trainNetwork({
  ...common,
  padding: { padId: 0 },
  train,
  validation: validation > 0 ? split(validation, rng.split("validation")) : undefined,
  parameters: initializeParameters(model.build({ mode: "prediction" }).parameters, rng.split("parameters")),
  measure: () => ({ accuracy: 0 }),
  defaultMetric: "accuracy",
  rng: rng.split("training"),
  checkpoints: new CheckpointStore(folder, 1),
  threads: 2,
  clock: () => performance.now(),
});
await rm(folder, { recursive: true });
process.stdout.write(JSON.stringify({ estimate: total, parts, measured: process.resourceUsage().maxRSS * 1024 }));
