import { describe, expect, it } from "vitest";
import type { OutputTargets } from "../../labels/index.js";
import { Rng } from "../../shared/index.js";
import { modelConfig, type RecurrentConfig } from "../config.js";
import { recurrentModel } from "../recurrent/recurrent-model.js";
import { NetworkRunner } from "./network-runner.js";
import type { HeadSpec, LossSpec } from "./neural-model.js";

const HEADS: readonly HeadSpec[] = [
  { name: "label", size: 3, kind: "softmax" },
  { name: "nodes", size: 4, kind: "softmax", groups: [0, 0, 1, 1] },
];
const OFFSETS = [
  [-0.1, -2, -3],
  [-0.2, -1.5, -0.5, -1],
];
const ids = Array.from({ length: 9 }, (_, row) =>
  Int32Array.from({ length: 1 + (row % 4) }, (_id, at) => (row * 3 + at) % 12),
);
const targets: OutputTargets[] = [
  { kind: "softmax", ids: Int32Array.from(ids, (_, row) => row % 3) },
  { kind: "softmax", ids: Int32Array.from(ids, (_, row) => (row === 4 ? -1 : row % 4)) },
];

const model = recurrentModel({
  config: modelConfig.parse({ type: "lstm", hidden_size: 4 }) as RecurrentConfig,
  vocabularySize: 12,
  embeddingSize: 5,
  heads: HEADS,
  maxLength: 8,
});
const rng = Rng.fromSeed(4);
const parameters = new Map(
  model.build({ mode: "prediction" }).parameters.map(({ name, shape }) => {
    const size = shape.reduce<number>((product, side) => product * (side as number), 1);
    return [name, Float32Array.from({ length: size }, () => rng.normal())];
  }),
);

async function run(loss: Partial<LossSpec>) {
  const whole = {
    headWeights: [1, 2],
    classWeights: [undefined, undefined],
    labelSmoothing: 0,
    focalGamma: 0,
    ...loss,
  };
  const runner = await NetworkRunner.create(model, { loss: whole, padding: { padId: 0 } });
  try {
    return await runner.run({ ids, targets }, parameters);
  } finally {
    await runner.release();
  }
}

/** Mean −log softmax(logits + offsets) of the targets, among their siblings. */
function expected(logits: Float32Array, head: number): number {
  const { size, groups } = HEADS[head] as HeadSpec;
  const own = targets[head];
  const losses = Array.from(own?.kind === "softmax" ? own.ids : []).flatMap((id, row) => {
    if (id < 0) return [];
    const adjusted = Array.from(
      { length: size },
      (_, place) => (logits[row * size + place] as number) + (OFFSETS[head]?.[place] as number),
    );
    const asked = adjusted.filter((_, place) => !groups || groups[place] === groups[id]);
    return [Math.log(asked.reduce((sum, logit) => sum + Math.exp(logit), 0)) - (adjusted[id] as number)];
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** Some dozen float32 operations. */
const FLOAT32 = 5;

describe("offsets of logits in the loss of a network", () => {
  it("are added in the loss of each softmax, among siblings too, and nowhere else", async () => {
    const [plain, adjusted] = [await run({}), await run({ logitOffsets: OFFSETS })];
    expect(adjusted.logits).toEqual(plain.logits);
    const [label, nodes] = plain.logits.map(expected);
    expect(adjusted.loss).toBeCloseTo((label as number) + 2 * (nodes as number), FLOAT32);
    expect(adjusted.loss).not.toBeCloseTo(plain.loss, 1);
    expect((await run({ logitOffsets: [undefined, undefined] })).loss).toBe(plain.loss);
  });
});
