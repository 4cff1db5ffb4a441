import { InternalError } from "../shared/index.js";
import { formatType } from "./builder.js";
import { sameShape } from "./dims.js";
import type { Graph, Node, Value } from "./graph.js";
import { inferTypes } from "./ops/shapes.js";

/**
 * Checks a graph: every operand is an input or the result of an earlier node, no value is defined twice, and every
 * node's results have the types that its op's rule gives. A violation is a fault of the pass that made the graph.
 */
export function verify(graph: Graph): void {
  const defined = new Map<number, Value>();
  const define = (value: Value, by: string): void => {
    if (defined.has(value.id)) throw new InternalError(`%${value.id} is defined twice, last by ${by}`);
    defined.set(value.id, value);
  };
  const read = (value: Value, by: string): void => {
    const known = defined.get(value.id);
    if (!known) throw new InternalError(`${by} reads %${value.id} before it is defined`);
    if (formatType(known) !== formatType(value)) {
      throw new InternalError(`${by} reads %${value.id} as ${formatType(value)}, but it is ${formatType(known)}`);
    }
  };
  for (const input of graph.inputs) define(input.value, `input ${input.name}`);
  for (const node of graph.nodes) {
    for (const input of node.inputs) read(input, node.op);
    verifyTypes(node);
    for (const output of node.outputs) define(output, node.op);
  }
  for (const output of graph.outputs) read(output.value, `output ${output.name}`);
}

function verifyTypes(node: Node): void {
  const expected = inferTypes(node.op, node.inputs, node.attributes);
  if (node.outputs.length !== expected.length) {
    throw new InternalError(`${node.op} has ${node.outputs.length} results, not ${expected.length}`);
  }
  expected.forEach((type, index) => {
    const output = node.outputs[index];
    if (output?.dtype !== type.dtype || !sameShape(output.shape, type.shape)) {
      throw new InternalError(
        `result ${index} of ${node.op} is ${output && formatType(output)}, not ${formatType(type)}`,
      );
    }
  });
}
