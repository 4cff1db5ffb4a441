import { gradientName, gradients } from "../autodiff.js";
import { GraphBuilder } from "../builder.js";
import { math } from "../math.js";
import type { OpName } from "../ops/op-set.js";
import { compile } from "../runtime/session.js";
import { realData, type Tensor, tensor } from "../tensor.js";

/** Slopes of the ops that the runtime computes in float32 only, where finite differences see too little. */
const SLOPES = {
  erf: (x: number) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x),
  gelu: (x: number) => normalCdf(x) + x * normalDensity(x),
} as const satisfies Partial<Record<OpName, (x: number) => number>>;

/** An op whose gradient is compared with a formula. */
export type ClosedFormOp = keyof typeof SLOPES;

/** Whether an op's gradient is compared with a formula. */
export function hasClosedForm(op: OpName): op is ClosedFormOp {
  return op in SLOPES;
}

const POINTS = Float32Array.from({ length: 65 }, (_, i) => (i - 32) / 8);

/** ‖gradient − slope‖ ÷ ‖slope‖ of an op in float32, from −4 to 4, and the number of points. */
export async function compareWithClosedForm(op: ClosedFormOp): Promise<{ relativeError: number; checked: number }> {
  const g = new GraphBuilder();
  const m = math(g);
  g.output("loss", m.total(m[op](g.input("x", "f32", [POINTS.length]))));
  const executable = await compile(gradients(g.build(), "loss", ["x"]), { threads: 1 });
  try {
    const results = await executable.run({ x: tensor("f32", [POINTS.length], POINTS) });
    const gradient = realData(results[gradientName("x")] as Tensor);
    const slopes = Array.from(POINTS, SLOPES[op]);
    const error = Math.hypot(...slopes.map((slope, i) => (gradient[i] as number) - slope));
    return { relativeError: error / Math.hypot(...slopes), checked: POINTS.length };
  } finally {
    await executable.release();
  }
}

function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** Φ(x) = ½ + φ(x)·Σ x²ⁿ⁺¹/(2n+1)!! (Abramowitz & Stegun 1964, 26.2.11) */
function normalCdf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (x * x) / (2 * n + 1);
    sum += term;
  }
  return 0.5 + normalDensity(x) * sum;
}
