import { sameShape } from "../dims.js";
import type { Graph, Node, Value } from "../graph.js";
import type { OpAttributes, OpName } from "../ops/op-set.js";
import { Rewriter } from "./rewrite.js";

type Constant = OpAttributes["constant"];

/** Arithmetic on two numbers, for the ops that are folded. */
const BINARY: Partial<Record<OpName, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  max: Math.max,
  min: Math.min,
};

/** Arithmetic on one number, for the ops that are folded. */
const UNARY: Partial<Record<OpName, (a: number) => number>> = {
  neg: (a) => -a,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  reciprocal: (a) => 1 / a,
  abs: Math.abs,
  sign: Math.sign,
  tanh: Math.tanh,
};

class Constants {
  private readonly byId = new Map<number, Constant>();
  /** Tensors of any shape whose elements are all one number: scalars, and what is expanded from them. */
  private readonly uniform = new Map<number, number>();

  learn(node: Node): void {
    const output = node.outputs[0];
    if (!output) return;
    if (node.op === "constant") {
      const constant = node.attributes as Constant;
      this.byId.set(output.id, constant);
      if (constant.shape.length === 0) this.uniform.set(output.id, constant.data[0] as number);
    }
    const spread = this.uniform.get(node.inputs[0]?.id ?? -1);
    if ((node.op === "expand" || node.op === "reshape") && spread !== undefined) this.uniform.set(output.id, spread);
  }

  of(value: Value | undefined): Constant | undefined {
    return value && this.byId.get(value.id);
  }

  /** Whether every element of a value is this number. */
  is(value: Value | undefined, number: number): boolean {
    return value !== undefined && this.uniform.get(value.id) === number;
  }
}

/** A constant that the node always gives, where its operands are scalar or equally shaped constants of real numbers. */
function folded(node: Node, constants: Constants): Constant | undefined {
  const [a, b] = node.inputs.map((input) => constants.of(input));
  const output = node.outputs[0];
  if (!a || !output || !(output.dtype === "f32" || output.dtype === "f64")) return undefined;
  const unary = UNARY[node.op];
  if (unary && node.inputs.length === 1) return { ...a, data: a.data.map(unary) };
  const binary = BINARY[node.op];
  if (!binary || !b || !(a.data.length === 1 || b.data.length === 1 || sameShape(a.shape, b.shape))) return undefined;
  const size = Math.max(a.data.length, b.data.length);
  const at = (constant: Constant, index: number): number =>
    constant.data[constant.data.length === 1 ? 0 : index] as number;
  const data = Array.from({ length: size }, (_, index) => binary(at(a, index), at(b, index)));
  return { dtype: a.dtype, shape: output.shape as readonly number[], data };
}

/** The operand that a node gives unchanged: x + 0, x · 1, x ÷ 1, x − 0. */
function unchanged(node: Node, constants: Constants): Value | undefined {
  const operand = neutralised(node, constants);
  const [output] = node.outputs;
  // An operand that was broadcast has not the shape of the result.
  return operand && output && sameShape(operand.shape, output.shape) ? operand : undefined;
}

function neutralised({ op, inputs: [a, b] }: Node, constants: Constants): Value | undefined {
  if (op === "add" && constants.is(a, 0)) return b;
  if ((op === "add" || op === "sub") && constants.is(b, 0)) return a;
  if (op === "mul" && constants.is(a, 1)) return b;
  if ((op === "mul" || op === "div") && constants.is(b, 1)) return a;
  return undefined;
}

/** Computes in advance what depends on constants alone, and drops operations that change nothing. */
export function foldConstants(graph: Graph): Graph {
  const rewriter = new Rewriter(graph);
  const constants = new Constants();
  const nodes: Node[] = [];
  for (const original of graph.nodes) {
    const node = rewriter.rewire(original);
    const [output] = node.outputs;
    const operand = unchanged(node, constants);
    if (operand && output) {
      rewriter.replace(output, operand);
      continue;
    }
    const constant = folded(node, constants);
    const kept: Node = constant ? { op: "constant", inputs: [], attributes: constant, outputs: node.outputs } : node;
    constants.learn(kept);
    nodes.push(kept);
  }
  return rewriter.finish(nodes);
}
