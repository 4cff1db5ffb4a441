import { present } from "../shared/index.js";
import { gradientName, gradients } from "./autodiff.js";
import type { Graph } from "./graph.js";
import { compile, type Tensors } from "./runtime/session.js";
import { realData, type Tensor } from "./tensor.js";

/** How far a gradient is from the finite difference. */
export interface GradientCheck {
  readonly input: string;
  /** ‖analytic − numeric‖ ÷ ‖numeric‖ over the elements that were checked. */
  readonly relativeError: number;
  /** Elements outside 1e-5 + 1e-4·|numeric|. */
  readonly outside: number;
  readonly checked: number;
}

/** Central differences: small enough that the quadratic error is under rounding in float64. */
const STEP = 1e-5;

/**
 * Compares the gradients of an output with central finite differences, through the emitted ONNX. `maxElements` bounds
 * how many elements of each input are moved, spread evenly; float64 graphs only give meaningful results.
 */
export async function checkGradients(
  graph: Graph,
  options: {
    readonly output: string;
    readonly inputs: readonly string[];
    readonly feeds: Tensors;
    readonly maxElements?: number;
  },
): Promise<GradientCheck[]> {
  const { output, inputs, feeds, maxElements = 64 } = options;
  const executable = await compile(gradients(graph, output, inputs), { threads: 1 });
  try {
    const analytic = await executable.run(feeds);
    const lossAt = async (): Promise<number> => {
      const result = await executable.run(feeds, { fetch: [output] });
      return realData(present(result[output], output))[0] as number;
    };
    const checks: GradientCheck[] = [];
    for (const input of inputs) {
      const moved = realData(present(feeds[input], input));
      const gradient = realData(analytic[gradientName(input)] as Tensor);
      checks.push({ input, ...(await compareElements({ moved, gradient, maxElements, lossAt })) });
    }
    return checks;
  } finally {
    await executable.release();
  }
}

interface Comparison {
  readonly moved: Float32Array | Float64Array;
  readonly gradient: Float32Array | Float64Array;
  readonly maxElements: number;
  readonly lossAt: () => Promise<number>;
}

async function compareElements({
  moved,
  gradient,
  maxElements,
  lossAt,
}: Comparison): Promise<Omit<GradientCheck, "input">> {
  const stride = Math.max(1, Math.ceil(moved.length / maxElements));
  let [squaredError, squaredNorm, outside, checked] = [0, 0, 0, 0];
  for (let index = 0; index < moved.length; index += stride) {
    const original = moved[index] as number;
    moved[index] = original + STEP;
    const above = await lossAt();
    moved[index] = original - STEP;
    const below = await lossAt();
    moved[index] = original;
    const numeric = (above - below) / (2 * STEP);
    const error = Math.abs(numeric - (gradient[index] as number));
    squaredError += error * error;
    squaredNorm += numeric * numeric;
    if (error > 1e-5 + 1e-4 * Math.abs(numeric)) outside++;
    checked++;
  }
  return { relativeError: Math.sqrt(squaredError) / Math.max(Math.sqrt(squaredNorm), 1e-12), outside, checked };
}
