import type { Graph, Node, Value } from "../graph.js";
import type { OpAttributes, OpName, QuantizeAttributes } from "../ops/op-set.js";
import { inferTypes } from "../ops/shapes.js";

/** Adds nodes behind those of a graph. */
class Expansion {
  readonly nodes: Node[] = [];
  private nextId: number;

  constructor({ inputs, nodes }: Graph) {
    const values = [...inputs.map(({ value }) => value), ...nodes.flatMap(({ outputs }) => outputs)];
    this.nextId = values.reduce((next, { id }) => Math.max(next, id + 1), 0);
  }

  emit<K extends OpName>(op: K, inputs: readonly Value[], attributes: OpAttributes[K]): readonly Value[] {
    const outputs = inferTypes(op, inputs, attributes).map((type) => ({ id: this.nextId++, ...type }));
    this.nodes.push({ op, inputs, attributes, outputs } as Node);
    return outputs;
  }

  /** A matrix in 8 bits with its scale and zero; it is turned as bytes, where it is a quarter of the size. */
  quantized(x: Value, attributes: QuantizeAttributes, transpose: boolean): readonly Value[] {
    const [matrix, ...scaling] = this.emit("quantize", [x], attributes) as [Value, Value, Value];
    return [...(transpose ? this.emit("transpose", [matrix], { permutation: [1, 0] }) : [matrix]), ...scaling];
  }
}

/**
 * Writes each `gemm_int8` as the ops that it stands for. What is quantised twice alike is left to the pass that shares
 * common subexpressions. A right operand that lies transposed, as a weight does on the way forward, has a scale a column of
 * the product, which is a row of its own: that costs about 2 % of a step and takes a third of the error of the logits. By
 * columns of its own the runtime quantises one number at a time, which takes longer than the products.
 */
export function expandInt8(graph: Graph): Graph {
  if (!graph.nodes.some(({ op }) => op === "gemm_int8")) return graph;
  const expansion = new Expansion(graph);
  for (const node of graph.nodes) {
    if (node.op !== "gemm_int8") {
      expansion.nodes.push(node);
      continue;
    }
    const { inputs, outputs, attributes } = node as Node<"gemm_int8">;
    const { transA, transB, bits } = attributes;
    const [a, b, ...bias] = inputs as [Value, Value, ...Value[]];
    const operands = [
      ...expansion.quantized(a, { to: "u8", bits: 8, per: "tensor" }, transA),
      ...expansion.quantized(b, { to: "i8", bits, per: transB ? "row" : "tensor" }, transB),
    ];
    expansion.nodes.push({ op: "matmul_int8", inputs: [...operands, ...bias], attributes: {}, outputs });
  }
  return { ...graph, nodes: expansion.nodes };
}
