import { InternalError, PinakesError } from "../shared/index.js";
import { GraphBuilder } from "./builder.js";
import { isFloat } from "./dtype.js";
import type { Graph, Node, Value } from "./graph.js";
import { type GraphMath, math } from "./math.js";
import { vjpRules } from "./ops/gradients.js";
import type { OpName } from "./ops/op-set.js";

/** The name under which a graph gives the gradient of an input. */
export function gradientName(inputName: string): string {
  return `gradient:${inputName}`;
}

/** Ids of the values that depend on one of the given values. */
function dependents(graph: Graph, roots: readonly Value[]): ReadonlySet<number> {
  const reached = new Set(roots.map((value) => value.id));
  for (const node of graph.nodes) {
    if (!node.inputs.some((input) => reached.has(input.id))) continue;
    for (const output of node.outputs) reached.add(output.id);
  }
  return reached;
}

/** Cotangents by value, summed where a value is used more than once. */
class Cotangents {
  private readonly byId = new Map<number, Value>();

  constructor(private readonly m: GraphMath) {}

  add(value: Value, cotangent: Value): void {
    const known = this.byId.get(value.id);
    this.byId.set(value.id, known ? this.m.add(known, cotangent) : cotangent);
  }

  get(value: Value): Value | null {
    return this.byId.get(value.id) ?? null;
  }
}

function pullBack<K extends OpName>(g: GraphBuilder, node: Node<K>, cotangents: readonly (Value | null)[]) {
  const rule = vjpRules[node.op];
  if (rule === "not-differentiable") {
    throw new InternalError(`a gradient flows through ${node.op}, which is not differentiable`);
  }
  const { inputs, outputs, attributes } = node;
  return rule(cotangents, { g, m: math(g), inputs, outputs, attributes });
}

/**
 * Adds the reverse-mode gradients of an output of the graph (a scalar) with respect to inputs of the graph; they become
 * outputs named by {@link gradientName}. An input that the output does not depend on is an error.
 */
export function gradients(graph: Graph, ofOutput: string, withRespectTo: readonly string[]): Graph {
  const loss = graph.outputs.find((output) => output.name === ofOutput)?.value;
  const inputs = withRespectTo.map((name) => ({
    name,
    value: graph.inputs.find((input) => input.name === name)?.value,
  }));
  const unknown = inputs.find((input) => !input.value)?.name ?? (loss ? undefined : ofOutput);
  if (!loss || unknown !== undefined || loss.shape.length > 0) {
    throw new PinakesError("GRAPH_INVALID", {
      where: `gradients of ${ofOutput}`,
      message: unknown === undefined ? "it is no scalar." : `the graph has no input or output ${unknown}.`,
      fix: "name a scalar output of the graph, and inputs of it.",
    });
  }
  const roots = inputs.map((input) => input.value as Value);
  const g = GraphBuilder.from(graph);
  const m = math(g);
  const active = dependents(graph, roots);
  const cotangents = new Cotangents(m);
  cotangents.add(loss, m.scalar(1, loss.dtype));
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((output) => active.has(output.id))) continue;
    const incoming = node.outputs.map((output) => cotangents.get(output));
    if (incoming.every((ct) => ct === null)) continue;
    const outgoing = pullBack(g, node, incoming);
    node.inputs.forEach((input, index) => {
      const cotangent = outgoing[index];
      if (cotangent && active.has(input.id) && isFloat(input.dtype)) cotangents.add(input, cotangent);
    });
  }
  for (const { name, value } of inputs) g.output(gradientName(name), gradientOf(cotangents, name, value as Value));
  return g.build();
}

function gradientOf(cotangents: Cotangents, name: string, value: Value): Value {
  const gradient = cotangents.get(value);
  if (gradient) return gradient;
  throw new PinakesError("GRAPH_INVALID", {
    where: `input ${name}`,
    message: "the loss does not depend on it.",
    fix: "drop the parameter from the model, or from those to train.",
  });
}
