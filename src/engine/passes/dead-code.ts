import type { Graph, Node } from "../graph.js";

/** Drops nodes that no output depends on. Inputs stay, also those that nothing reads. */
export function dropDeadCode(graph: Graph): Graph {
  const live = new Set(graph.outputs.map((output) => output.value.id));
  const kept: Node[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((output) => live.has(output.id))) continue;
    kept.push(node);
    for (const input of node.inputs) live.add(input.id);
  }
  return { ...graph, nodes: kept.reverse() };
}
