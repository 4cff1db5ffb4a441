import { PinakesError, present } from "../shared/index.js";
import { formatShape, type Shape } from "./dims.js";
import type { DType, FloatType } from "./dtype.js";
import type { Graph, Input, Node, Output, Value } from "./graph.js";
import type { OpAttributes, OpName } from "./ops/op-set.js";
import { inferTypes } from "./ops/shapes.js";

/** Builds a {@link Graph} node by node. Every node is typed as it is added; a wrong one raises GRAPH_INVALID. */
export class GraphBuilder {
  private readonly inputs: Input[] = [];
  private readonly nodes: Node[] = [];
  private readonly outputs: Output[] = [];
  private nextId = 0;

  constructor(readonly float: FloatType = "f32") {}

  /** A builder that goes on from a graph; values of the graph stay valid in it. */
  static from(graph: Graph): GraphBuilder {
    const builder = new GraphBuilder(graph.float);
    builder.inputs.push(...graph.inputs);
    builder.nodes.push(...graph.nodes);
    builder.outputs.push(...graph.outputs);
    const values = [...graph.inputs.map((input) => input.value), ...graph.nodes.flatMap((node) => node.outputs)];
    builder.nextId = values.reduce((next, value) => Math.max(next, value.id + 1), 0);
    return builder;
  }

  /** Declares what is fed under a name. */
  input(name: string, dtype: DType, shape: Shape): Value {
    this.checkName(name, "input");
    const value = this.newValue(dtype, shape);
    this.inputs.push({ name, value });
    return value;
  }

  /** Names a value as a result of the graph. */
  output(name: string, value: Value): void {
    this.checkName(name, "output");
    this.outputs.push({ name, value });
  }

  /** Adds a node and returns its outputs. */
  emitAll<K extends OpName>(op: K, inputs: readonly Value[], attributes: OpAttributes[K]): readonly Value[] {
    const types = inferTypes(op, inputs, attributes);
    const outputs = types.map((type) => this.newValue(type.dtype, type.shape));
    this.nodes.push({ op, inputs, attributes, outputs } as Node);
    return outputs;
  }

  /** Adds a node and returns its first output. */
  emit<K extends OpName>(op: K, inputs: readonly Value[], attributes: OpAttributes[K]): Value {
    return present(this.emitAll(op, inputs, attributes)[0], `the output of ${op}`);
  }

  /** The graph as it stands. */
  build(): Graph {
    return { float: this.float, inputs: [...this.inputs], nodes: [...this.nodes], outputs: [...this.outputs] };
  }

  private checkName(name: string, kind: "input" | "output"): void {
    if (![...this.inputs, ...this.outputs].some((known) => known.name === name)) return;
    throw new PinakesError("GRAPH_INVALID", {
      where: `${kind} ${name}`,
      message: "this name is taken by another input or output.",
      fix: "give each input, each parameter and each output a name of its own.",
    });
  }

  private newValue(dtype: DType, shape: Shape): Value {
    return { id: this.nextId++, dtype, shape };
  }
}

/** A value's type as text: "f32[B,T,4]". */
export function formatType(value: { readonly dtype: DType; readonly shape: Shape }): string {
  return `${value.dtype}${formatShape(value.shape)}`;
}
