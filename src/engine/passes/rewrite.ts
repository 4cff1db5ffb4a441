import type { Graph, Node, Value } from "../graph.js";

/** Copies a graph with values replaced; `keep` says which nodes stay. */
export class Rewriter {
  private readonly replacements = new Map<number, Value>();

  constructor(private readonly graph: Graph) {}

  /** From now on, `value` is read as `by`. */
  replace(value: Value, by: Value): void {
    this.replacements.set(value.id, by);
  }

  /** What a value is read as. */
  read(value: Value): Value {
    return this.replacements.get(value.id) ?? value;
  }

  /** The node with its operands replaced. */
  rewire(node: Node): Node {
    return { ...node, inputs: node.inputs.map((input) => this.read(input)) };
  }

  /** The graph with these nodes, its outputs replaced. */
  finish(nodes: readonly Node[]): Graph {
    const outputs = this.graph.outputs.map((output) => ({ ...output, value: this.read(output.value) }));
    return { ...this.graph, nodes, outputs };
  }
}
