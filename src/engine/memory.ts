import { resolveShape } from "./dims.js";
import type { DType } from "./dtype.js";
import type { Graph, Node, Value } from "./graph.js";
import { optimize } from "./passes/optimize.js";

const ELEMENT_BYTES: { readonly [T in DType]: number } = { f32: 4, f64: 8, i32: 4, i64: 8, u8: 1, i8: 1, bool: 1 };

/** What a graph will hold while it runs. */
export interface MemoryPlan {
  /** Nodes after all passes. */
  readonly nodes: number;
  /**
   * Bytes of all tensors that are needed at once, at the worst moment of a run; those of feeds and of results that are
   * no scalars are not counted, since they are the caller's.
   * @param sizes  of the graph's symbols
   */
  peak(sizes: ReadonlyMap<string, number>): number;
}

/** A tensor that the runtime holds from one place in the order of nodes to another. */
interface Lifetime {
  readonly value: Value;
  readonly from: number;
  to: number;
}

/**
 * Follows the lifetimes of all tensors through the order in which the runtime computes a graph: each is there from the
 * node that makes it to the last one that reads it. A result is written in place by no op, as the runtime does where
 * sizes are symbols.
 */
export function planMemory(graph: Graph): MemoryPlan {
  const optimized = optimize(graph);
  const order = runtimeOrder(optimized.nodes);
  const lifetimes = lifetimesOf(optimized, order);
  return { nodes: order.length, peak: (sizes) => peakOf(lifetimes, order.length, sizes) };
}

/**
 * The order that ONNX Runtime computes nodes in: depth first from the last result backwards, of a node's operands the one
 * that stands last in the graph first.
 */
function runtimeOrder(nodes: readonly Node[]): Node[] {
  const maker = new Map(nodes.flatMap((node, at) => node.outputs.map(({ id }) => [id, at] as const)));
  const read = nodes.map(({ inputs }) => inputs.map(({ id }) => maker.get(id)).filter((at) => at !== undefined));
  const isRead = new Set(read.flat());
  const stack = nodes.map((_, at) => ({ at, done: false })).filter(({ at }) => !isRead.has(at));
  const seen = new Set<number>();
  const order: Node[] = [];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { at, done } = next;
    if (done) order.push(nodes[at] as Node);
    if (done || seen.has(at)) continue;
    seen.add(at);
    stack.push({ at, done: true });
    for (const operand of [...(read[at] ?? [])].sort((a, b) => a - b)) stack.push({ at: operand, done: false });
  }
  return order;
}

function lifetimesOf(graph: Graph, order: readonly Node[]): Lifetime[] {
  const given = new Set(graph.outputs.filter(({ value }) => value.shape.length > 0).map(({ value }) => value.id));
  // A reshape is the tensor that it reads, under another shape.
  const names = new Map<number, number>();
  const original = (id: number): number => names.get(id) ?? id;
  const lifetimes = new Map<number, Lifetime>();
  const keptMasks = new Map<string, Lifetime>();
  for (const [at, { op, inputs, outputs, attributes }] of order.entries()) {
    for (const { id } of inputs) {
      const lifetime = lifetimes.get(original(id));
      if (lifetime) lifetime.to = at;
    }
    if (op === "reshape") names.set(outputs[0]?.id as number, original(inputs[0]?.id as number));
    if (op === "dropout") keepMask(keptMasks, { at, key: `${inputs[1]?.id} ${JSON.stringify(attributes)}`, outputs });
    if (op === "reshape" || op === "constant" || op === "size") continue;
    for (const value of outputs) if (!given.has(value.id)) lifetimes.set(value.id, { value, from: at, to: at });
  }
  return [...lifetimes.values(), ...keptMasks.values()];
}

/** A dropout's factors are formed once from its mask, in full precision, and held for its gradient. */
function keepMask(
  kept: Map<string, Lifetime>,
  { at, key, outputs }: { readonly at: number; readonly key: string; readonly outputs: readonly Value[] },
): void {
  const known = kept.get(key);
  if (known) known.to = at;
  else kept.set(key, { value: outputs[0] as Value, from: at, to: at });
}

function peakOf(lifetimes: readonly Lifetime[], nodes: number, sizes: ReadonlyMap<string, number>): number {
  const change = new Float64Array(nodes + 1);
  for (const { value, from, to } of lifetimes) {
    const bytes = resolveShape(value.shape, sizes).reduce((size, dim) => size * dim, ELEMENT_BYTES[value.dtype]);
    change[from] = (change[from] as number) + bytes;
    change[to + 1] = (change[to + 1] as number) - bytes;
  }
  let now = 0;
  let peak = 0;
  for (const bytes of change) {
    now += bytes;
    peak = Math.max(peak, now);
  }
  return peak;
}
