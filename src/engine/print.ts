import { formatType } from "./builder.js";
import type { Graph, Node, Value } from "./graph.js";

function formatNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(9)));
}

function formatAttribute(value: unknown): string {
  if (typeof value === "number") return formatNumber(value);
  if (Array.isArray(value)) return `[${value.map(formatAttribute).join(",")}]`;
  return String(value);
}

function formatAttributes(node: Node): string {
  const entries = Object.entries(node.attributes).filter(([, value]) => value !== false);
  if (entries.length === 0) return "";
  return ` {${entries.map(([key, value]) => `${key}=${formatAttribute(value)}`).join(", ")}}`;
}

/**
 * The graph as text, a line a value: `%7: f32[B,T,512] = matmul %5 %6`. Values are numbered in the order of the text, so
 * that equal graphs print equally.
 */
export function printGraph(graph: Graph): string {
  const numbers = new Map<number, number>();
  const name = (value: Value): string => {
    const known = numbers.get(value.id);
    if (known !== undefined) return `%${known}`;
    numbers.set(value.id, numbers.size);
    return `%${numbers.size - 1}`;
  };
  const typed = (value: Value): string => `${name(value)}: ${formatType(value)}`;
  const inputs = graph.inputs.map((input) => `${typed(input.value)} = input ${input.name}`);
  const nodes = graph.nodes.map((node) => {
    const operands = node.inputs.map((input) => ` ${name(input)}`).join("");
    return `${node.outputs.map(typed).join(", ")} = ${node.op}${operands}${formatAttributes(node)}`;
  });
  const outputs = graph.outputs.map((output) => `output ${output.name} = ${name(output.value)}`);
  return [...inputs, ...nodes, ...outputs].join("\n");
}
