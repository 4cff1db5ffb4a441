import type { Graph, Input, Node, Output, Value } from "../graph.js";
import { dropDeadCode } from "./dead-code.js";

/** A graph in two: what never changes, to be computed once, and the rest. */
export interface SplitGraph {
  /** What is computed once. Its outputs are named as the inputs that `rest` takes beside the graph's own. */
  readonly once?: Graph;
  readonly rest: Graph;
}

/** Whether sizes are all known before anything is fed. */
function hasKnownSize({ shape }: Value): boolean {
  return shape.every((dim) => typeof dim === "number");
}

/**
 * Takes out of a graph what depends on nothing but the named inputs, which are fed the same at each run. Constants may
 * stand in both parts.
 */
export function splitFixed(graph: Graph, fixedInputs: ReadonlySet<string>): SplitGraph {
  const fixed = new Map<number, Value>();
  const free = new Set(graph.inputs.filter(({ name }) => fixedInputs.has(name)).map(({ value }) => value.id));
  const isFixed = ({ id }: Value): boolean => free.has(id) || fixed.has(id);
  const early: Node[] = [];
  const late: Node[] = [];
  for (const node of graph.nodes) {
    if (node.op === "constant") {
      early.push(node);
      late.push(node);
      for (const { id } of node.outputs) free.add(id);
    } else if (node.inputs.length > 0 && node.outputs.every(hasKnownSize) && node.inputs.every(isFixed)) {
      early.push(node);
      for (const output of node.outputs) fixed.set(output.id, output);
    } else late.push(node);
  }
  const read = [...late.flatMap(({ inputs }) => inputs), ...graph.outputs.map(({ value }) => value)];
  const crossing = new Map(read.filter(({ id }) => fixed.has(id)).map((value) => [value.id, value]));
  if (crossing.size === 0) return { rest: graph };
  const between: (Input & Output)[] = [...crossing.values()].map((value) => ({ name: `fixed:${value.id}`, value }));
  const isRead = new Set(read.map(({ id }) => id));
  const kept = graph.inputs.filter(({ name, value }) => !fixedInputs.has(name) || isRead.has(value.id));
  const given = graph.inputs.filter(({ name }) => fixedInputs.has(name));
  return {
    once: dropDeadCode({ ...graph, inputs: given, nodes: early, outputs: between }),
    rest: dropDeadCode({ ...graph, inputs: [...kept, ...between], nodes: late }),
  };
}
