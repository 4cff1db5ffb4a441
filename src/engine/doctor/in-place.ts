import { GraphBuilder } from "../builder.js";
import { math } from "../math.js";
import { compile, type Executable } from "../runtime/session.js";
import { tensor } from "../tensor.js";
import { type SelfCheck, selfCheck } from "./self-check.js";

/** Enough elements for several threads to share the work. */
const SIZE = 1 << 16;
const STEPS = 3;

/**
 * Whether outputs can be written over inputs: training updates parameters in place that way. Momentum 0.5 and rate 0.25
 * over small integers are exact in float32, so the result must be, too.
 */
export function checkInPlaceUpdate(): Promise<SelfCheck> {
  return selfCheck("in_place_update", "outputs written over the memory of inputs are right", async () => {
    const executable = await compile(momentumGraph());
    try {
      return await findWrongUpdate(executable);
    } finally {
      await executable.release();
    }
  });
}

/** m' = (m + g)/2, w' = w − m'/4 */
function momentumGraph() {
  const g = new GraphBuilder();
  const m = math(g);
  const [weight, moment, gradient] = ["w", "m", "g"].map((name) => g.input(name, "f32", ["N"])) as [
    ReturnType<typeof g.input>,
    ReturnType<typeof g.input>,
    ReturnType<typeof g.input>,
  ];
  const next = m.mul(m.add(moment, gradient), 0.5);
  g.output("m'", next);
  g.output("w'", m.sub(weight, m.mul(next, 0.25)));
  return g.build();
}

async function findWrongUpdate(executable: Executable): Promise<string | undefined> {
  const start = (factor: number): Float32Array => Float32Array.from({ length: SIZE }, (_, i) => factor * (i % 64));
  const [weight, moment, gradient] = [start(1), start(2), start(-3)];
  const [expectedWeight, expectedMoment] = [start(1), start(2)];
  const w = tensor("f32", [SIZE], weight);
  const m = tensor("f32", [SIZE], moment);
  for (let step = 1; step <= STEPS; step++) {
    await executable.run({ w, m, g: tensor("f32", [SIZE], gradient) }, { into: { "w'": w, "m'": m } });
    for (let i = 0; i < SIZE; i++) {
      expectedMoment[i] = ((expectedMoment[i] as number) + (gradient[i] as number)) / 2;
      expectedWeight[i] = (expectedWeight[i] as number) - (expectedMoment[i] as number) / 4;
    }
    const wrong = weight.findIndex((value, i) => value !== expectedWeight[i] || moment[i] !== expectedMoment[i]);
    if (wrong < 0) continue;
    const found = `${weight[wrong]}, moment ${moment[wrong]}`;
    return `step ${step}, element ${wrong}: weight ${found}; expected ${expectedWeight[wrong]}, ${expectedMoment[wrong]}`;
  }
  return undefined;
}
