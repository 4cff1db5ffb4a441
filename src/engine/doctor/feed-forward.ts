import { Rng } from "../../shared/index.js";
import { gradients } from "../autodiff.js";
import { GraphBuilder } from "../builder.js";
import { resolveShape } from "../dims.js";
import type { Graph, Value } from "../graph.js";
import { math } from "../math.js";
import type { Tensors } from "../runtime/session.js";
import { elementCount, tensor } from "../tensor.js";

/** The sizes of a stack of feed-forward layers. */
export interface StackSize {
  /** Rows of a batch: texts times tokens. */
  readonly rows: number;
  readonly width: number;
  /** Width inside a layer. */
  readonly inner: number;
  readonly layers: number;
}

/** x ← gelu(x·W1ᵀ + b1)·W2ᵀ + b2, layer by layer; the mean square of what comes out; its gradients by all weights. */
export function feedForwardStack({ rows, width, inner, layers }: StackSize): Graph {
  const g = new GraphBuilder();
  const m = math(g);
  const weights: string[] = [];
  const linear = (x: Value, name: string, [out, size]: readonly [number, number]): Value => {
    weights.push(`${name}.weight`, `${name}.bias`);
    const weight = g.input(`${name}.weight`, "f32", [out, size]);
    return m.gemm(x, weight, { transB: true, bias: g.input(`${name}.bias`, "f32", [out]) });
  };
  let x = g.input("x", "f32", [rows, width]);
  for (let layer = 0; layer < layers; layer++) {
    const hidden = m.gelu(linear(x, `${layer}.expand`, [inner, width])); // [rows, inner]
    x = linear(hidden, `${layer}.shrink`, [width, inner]); // [rows, width]
  }
  g.output("loss", m.mean(m.mul(x, x), { axes: [0, 1] }));
  return gradients(g.build(), "loss", weights);
}

/** Numbers in [−1, 1) for each input, scaled by the square root of its last axis. Shapes must be numbers. */
export function randomFeeds({ inputs }: Graph, seed: number): Tensors {
  const rng = Rng.fromSeed(seed);
  const feeds = inputs.map(({ name, value }) => {
    const shape = resolveShape(value.shape, new Map());
    const scale = 1 / Math.sqrt(shape.at(-1) ?? 1);
    const stream = rng.split(name);
    const data = Float32Array.from({ length: elementCount(shape) }, () => scale * (2 * stream.uniform() - 1));
    return [name, tensor("f32", shape, data)] as const;
  });
  return Object.fromEntries(feeds);
}
