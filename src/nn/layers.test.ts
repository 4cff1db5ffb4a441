import type { Shape, Value } from "../engine/index.js";
import { type Activation, activate } from "./layers/activation.js";
import { embedding } from "./layers/embedding.js";
import { feedForward } from "./layers/feed-forward.js";
import { layerNorm } from "./layers/layer-norm.js";
import { linear } from "./layers/linear.js";
import { type LstmOptions, lstm } from "./layers/lstm.js";
import { attentionPooling, maxPooling, meanPooling } from "./layers/pooling.js";
import { selfAttention } from "./layers/self-attention.js";
import { attentionBias, realTokens } from "./layers/token-mask.js";
import { firstTokens, meanOfTokens } from "./layers/token-pooling.js";
import { type SigmoidLossOptions, sigmoidCrossEntropy } from "./losses/sigmoid-cross-entropy.js";
import { type SoftmaxLossOptions, softmaxCrossEntropy } from "./losses/softmax-cross-entropy.js";
import { weightedSum } from "./losses/weighted-sum.js";
import type { Scope } from "./scope.js";
import { type LayerUnderTest, runLayerTests } from "./testing/layer-harness.js";

const states = { shape: ["T", "B", 4] } as const;
const pooled: Shape = ["B", 4];

runLayerTests("linear", {
  inputs: { x: states },
  build: (scope, { x }) => ({ y: linear(scope, x!, { in: 4, out: 3 }) }),
  parameters: { "layer.weight": [3, 4], "layer.bias": [3] },
  outputs: { y: ["T", "B", 3] },
});

runLayerTests("linear without a bias", {
  inputs: { x: { shape: ["B", 4] } },
  build: (scope, { x }) => ({ y: linear(scope, x!, { in: 4, out: 2, bias: false }) }),
  parameters: { "layer.weight": [2, 4] },
  outputs: { y: ["B", 2] },
});

runLayerTests("embedding", {
  inputs: { ids: { shape: ["T", "B"], below: 7 } },
  build: (scope, { ids }) => ({ y: embedding(scope, ids!, { rows: 7, size: 3 }) }),
  parameters: { "layer.weight": [7, 3] },
  outputs: { y: ["T", "B", 3] },
});

runLayerTests("layer norm", {
  inputs: { x: states },
  build: (scope, { x }) => ({ y: layerNorm(scope, x!, { size: 4 }) }),
  parameters: { "layer.weight": [4], "layer.bias": [4] },
  outputs: { y: ["T", "B", 4] },
});

runLayerTests("mean pooling", {
  inputs: { states },
  build: (scope, inputs, lengths) => ({ y: meanPooling(scope, { states: inputs.states!, lengths }) }),
  parameters: {},
  outputs: { y: pooled },
});

runLayerTests("max pooling", {
  inputs: { states },
  build: (scope, inputs, lengths) => ({ y: maxPooling(scope, { states: inputs.states!, lengths }) }),
  parameters: {},
  outputs: { y: pooled },
});

const attention = (score: "linear" | "additive"): Pick<LayerUnderTest, "inputs" | "build" | "outputs"> => ({
  inputs: { states },
  build: (scope, inputs, lengths) => ({ ...attentionPooling(scope, { states: inputs.states!, lengths }, { score }) }),
  outputs: { pooled, weights: ["B", "T"] },
});

runLayerTests("attention pooling, linear", { ...attention("linear"), parameters: { "layer.score.weight": [1, 4] } });

runLayerTests("attention pooling, additive", {
  ...attention("additive"),
  parameters: { "layer.key.weight": [4, 4], "layer.key.bias": [4], "layer.score.weight": [1, 4] },
});

for (const activation of ["gelu", "gelu_tanh", "relu", "tanh"] satisfies Activation[]) {
  runLayerTests(`activation ${activation}`, {
    inputs: { x: states },
    build: (scope, { x }) => ({ y: activate(scope, x!, activation) }),
    parameters: {},
    outputs: { y: ["T", "B", 4] },
  });
}

runLayerTests("feed-forward", {
  inputs: { x: states },
  build: (scope, { x }) => {
    const names = { expand: "up.dense", contract: "down.dense" };
    return { y: feedForward(scope, x!, { size: 4, innerSize: 6, activation: "gelu", names }) };
  },
  parameters: {
    "layer.up.dense.weight": [6, 4],
    "layer.up.dense.bias": [6],
    "layer.down.dense.weight": [4, 6],
    "layer.down.dense.bias": [4],
  },
  outputs: { y: ["T", "B", 4] },
});

const byText = { shape: ["B", "T", 4] } as const;

/** The tokens of a batch as rows, and which of them are real. */
function tokenRows(scope: Scope, x: Value, lengths: Value) {
  return { rows: scope.m.reshape(x, ["B*T", 4]), real: realTokens(scope, lengths, "T") };
}

runLayerTests("self-attention", {
  inputs: { x: byText },
  build: (scope, { x }, lengths) => {
    const { rows, real } = tokenRows(scope, x!, lengths);
    const names = { query: "q", key: "k", value: "v", output: "out.dense" };
    const options = { size: 4, heads: 2, dropout: 0.5, names };
    const attended = selfAttention(scope, { rows, bias: attentionBias(scope, real) }, options);
    return { y: scope.m.reshape(attended.rows, ["B", "T", 4]) };
  },
  parameters: Object.fromEntries(
    ["q", "k", "v", "out.dense"].flatMap((name) => [
      [`layer.${name}.weight`, [4, 4]],
      [`layer.${name}.bias`, [4]],
    ]),
  ),
  outputs: { y: ["B", "T", 4] },
  // It moves all scores of a query alike, which a softmax does not see.
  withoutEffect: ["layer.k.bias"],
});

runLayerTests("first tokens", {
  inputs: { x: byText },
  build: (scope, { x }, lengths) => ({ y: firstTokens(scope, tokenRows(scope, x!, lengths)) }),
  parameters: {},
  outputs: { y: pooled },
});

runLayerTests("mean of tokens", {
  inputs: { x: byText },
  build: (scope, { x }, lengths) => ({ y: meanOfTokens(scope, tokenRows(scope, x!, lengths)) }),
  parameters: {},
  outputs: { y: pooled },
});

/** An LSTM from 3 to 2 numbers a direction. */
function runLstmTests(cell: LstmOptions["cell"], layers: number, bidirectional: boolean): void {
  const width = bidirectional ? 4 : 2;
  const parameters: Record<string, readonly number[]> = {};
  for (let layer = 0; layer < layers; layer++) {
    for (const direction of bidirectional ? ["", "_reverse"] : [""]) {
      const suffix = `l${layer}${direction}`;
      parameters[`layer.weight_ih_${suffix}`] = [8, layer === 0 ? 3 : width];
      parameters[`layer.weight_hh_${suffix}`] = [8, 2];
      parameters[`layer.bias_${suffix}`] = [8];
    }
  }
  runLayerTests(`LSTM, ${cell}, ${layers} layers, ${bidirectional ? "both directions" : "one direction"}`, {
    inputs: { x: { shape: ["T", "B", 3] } },
    build: (scope, { x }, lengths) => ({
      ...lstm(scope, { x: x!, lengths }, { inputSize: 3, hiddenSize: 2, layers, bidirectional, dropout: 0.5, cell }),
    }),
    parameters,
    outputs: { states: ["T", "B", width], final: ["B", width] },
    fixedSteps: cell === "textbook",
  });
}

for (const cell of ["fused", "textbook"] as const) {
  for (const layers of [1, 2]) for (const bidirectional of [false, true]) runLstmTests(cell, layers, bidirectional);
}

const WEIGHTS = [0.5, 2, 1, 3];

const softmaxLosses: Record<string, SoftmaxLossOptions> = {
  plain: {},
  "class weights": { classWeights: WEIGHTS },
  smoothing: { labelSmoothing: 0.1 },
  "class weights and smoothing": { classWeights: WEIGHTS, labelSmoothing: 0.2 },
  focal: { focalGamma: 2 },
  "focal with class weights": { focalGamma: 1.5, classWeights: WEIGHTS },
};

for (const [kind, options] of Object.entries(softmaxLosses)) {
  runLayerTests(`softmax cross-entropy, ${kind}`, {
    inputs: { logits: { shape: ["B", 4] }, targets: { shape: ["B"], below: 4 } },
    build: (scope, { logits, targets }) => ({
      loss: softmaxCrossEntropy(scope, { logits: logits!, targets: targets! }, options),
    }),
    parameters: {},
    outputs: { loss: [] },
  });
}

const sigmoidLosses: Record<string, SigmoidLossOptions> = {
  plain: {},
  "positive weights": { positiveWeights: WEIGHTS },
  focal: { focalGamma: 2 },
  "focal with positive weights": { focalGamma: 0.5, positiveWeights: WEIGHTS },
};

for (const [kind, options] of Object.entries(sigmoidLosses)) {
  runLayerTests(`sigmoid cross-entropy, ${kind}`, {
    inputs: { logits: { shape: ["B", 4] }, targets: { shape: ["B", 4], below: 2 } },
    build: (scope, { logits, targets }) => ({
      loss: sigmoidCrossEntropy(scope, { logits: logits!, targets: scope.m.cast(targets!, "f64") }, options),
    }),
    parameters: {},
    outputs: { loss: [] },
  });
}

runLayerTests("weighted sum of losses", {
  inputs: { logits: { shape: ["B", 3] }, first: { shape: ["B"], below: 3 }, second: { shape: ["B"], below: 3 } },
  build: (scope, { logits, first, second }) => ({
    loss: weightedSum(scope, [
      { loss: softmaxCrossEntropy(scope, { logits: logits!, targets: first! }), weight: 0.7 },
      { loss: softmaxCrossEntropy(scope, { logits: logits!, targets: second! }), weight: 0.3 },
    ]),
  }),
  parameters: {},
  outputs: { loss: [] },
});
