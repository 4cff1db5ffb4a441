import { present } from "../../shared/index.js";
import { GraphBuilder } from "../builder.js";
import { resolveShape } from "../dims.js";
import type { Graph, Node } from "../graph.js";
import { math } from "../math.js";
import type { ProductAttributes } from "../ops/op-set.js";
import { compile, type Executable, type Tensors } from "../runtime/session.js";
import { elementCount, type Tensor, tensor } from "../tensor.js";
import { feedForwardStack, randomFeeds, type StackSize } from "./feed-forward.js";
import { type TimingOptions, timeInTurn } from "./time-in-turn.js";

/** How fast a graph runs beside its bare matrix products. */
export interface EfficiencyReport {
  /** Floating-point operations of the matrix products of one run. */
  readonly flops: number;
  /** Median of the runs. */
  readonly graph_seconds: number;
  /** Sum of the medians of the bare products. */
  readonly bare_seconds: number;
  readonly graph_gflops: number;
  readonly bare_gflops: number;
  /** The part of the bare products' speed that the graph reaches: bare seconds ÷ graph seconds. */
  readonly efficiency: number;
  readonly rounds: number;
}

/** What {@link measureEfficiency} works with. */
export interface EfficiencyOptions extends TimingOptions {
  /** Sizes of the graph's symbols. */
  readonly sizes?: ReadonlyMap<string, number>;
  readonly threads?: number | undefined;
}

/** A product of two matrices that occurs in a graph. */
interface ProductUse {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly attributes: ProductAttributes;
  readonly flops: number;
  count: number;
}

/**
 * Times a graph beside the runtime's bare matrix products at the shapes of all its `gemm` and `matmul` nodes, in turn, so
 * that a change of the machine's speed meets both.
 */
export async function measureEfficiency(
  graph: Graph,
  feeds: Tensors,
  options: EfficiencyOptions,
): Promise<EfficiencyReport> {
  const { threads, sizes = new Map<string, number>() } = options;
  const executables: Executable[] = [];
  const open = async (opened: Graph): Promise<Executable> => {
    const executable = await compile(opened, { threads });
    executables.push(executable);
    return executable;
  };
  try {
    const whole = await open(graph);
    const products = productsOf(whole.graph, sizes);
    const jobs = [job(whole, feeds, sizes)];
    for (const product of products) {
      const bare = bareProduct(product);
      jobs.push(job(await open(bare), randomFeeds(bare, 1), sizes));
    }
    const { medians, rounds } = await timeInTurn(jobs, options);
    const graphSeconds = present(medians[0], "the graph's time");
    const bareSeconds = products.reduce((sum, { count }, i) => sum + count * (medians[i + 1] as number), 0);
    const flops = products.reduce((sum, product) => sum + product.count * product.flops, 0);
    return {
      flops,
      graph_seconds: graphSeconds,
      bare_seconds: bareSeconds,
      graph_gflops: flops / graphSeconds / 1e9,
      bare_gflops: flops / bareSeconds / 1e9,
      efficiency: bareSeconds / graphSeconds,
      rounds,
    };
  } finally {
    for (const executable of executables) await executable.release();
  }
}

/** Two layers of BERT-base's width over a micro-batch of 512 tokens. */
const STACK: StackSize = { rows: 512, width: 768, inner: 3072, layers: 2 };

/** The efficiency of forward and backward of a feed-forward stack. */
export function measureStack(options: EfficiencyOptions, size: StackSize = STACK): Promise<EfficiencyReport> {
  const graph = feedForwardStack(size);
  return measureEfficiency(graph, randomFeeds(graph, 1), options);
}

/** The matrix products of a graph, equal ones together. */
function productsOf({ nodes }: Graph, sizes: ReadonlyMap<string, number>): ProductUse[] {
  const uses = new Map<string, ProductUse>();
  for (const node of nodes) {
    if (node.op !== "gemm" && node.op !== "matmul") continue;
    const { inputs, outputs, attributes } = node as Node<"gemm" | "matmul">;
    const [a, b, c] = [inputs[0], inputs[1], outputs[0]].map((value) =>
      resolveShape(present(value, "an operand").shape, sizes),
    ) as [number[], number[], number[]];
    const { transA, transB } = attributes;
    const key = JSON.stringify([a, b, transA, transB]);
    const inner = present(transA ? a.at(-2) : a.at(-1), "the inner axis");
    const flops = 2 * elementCount(c) * inner;
    const use = uses.get(key) ?? { a, b, attributes: { transA, transB }, flops, count: 0 };
    uses.set(key, use);
    use.count++;
  }
  return [...uses.values()];
}

function bareProduct({ a, b, attributes }: ProductUse): Graph {
  const g = new GraphBuilder();
  const m = math(g);
  const product = a.length === 2 && b.length === 2 ? m.gemm : m.matmul;
  g.output("product", product(g.input("a", "f32", a), g.input("b", "f32", b), attributes));
  return g.build();
}

/** A run into memory that is there already. */
function job(executable: Executable, feeds: Tensors, sizes: ReadonlyMap<string, number>): () => Promise<unknown> {
  const into: Record<string, Tensor> = {};
  for (const { name, value } of executable.graph.outputs) {
    const shape = resolveShape(value.shape, sizes);
    into[name] = tensor("f32", shape, new Float32Array(elementCount(shape)));
  }
  return () => executable.run(feeds, { into });
}
