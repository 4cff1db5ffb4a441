import type { Graph, Node } from "../graph.js";
import { Rewriter } from "./rewrite.js";

/** JSON has no infinities and writes null instead. */
function nameInfinite(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

function key(node: Node): string {
  return `${node.op}(${node.inputs.map((input) => input.id)})${JSON.stringify(node.attributes, nameInfinite)}`;
}

/** Computes what several nodes compute alike only once. Every op is pure, so equal op, operands and attributes suffice. */
export function shareCommonSubexpressions(graph: Graph): Graph {
  const rewriter = new Rewriter(graph);
  const known = new Map<string, Node>();
  const nodes: Node[] = [];
  for (const original of graph.nodes) {
    const node = rewriter.rewire(original);
    const twin = known.get(key(node));
    if (!twin) {
      known.set(key(node), node);
      nodes.push(node);
      continue;
    }
    node.outputs.forEach((output, index) => {
      const same = twin.outputs[index];
      if (same) rewriter.replace(output, same);
    });
  }
  return rewriter.finish(nodes);
}
