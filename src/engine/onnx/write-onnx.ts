import onnxProto from "onnx-proto";
import { InternalError } from "../../shared/index.js";
import { coefficientOf, symbolsOf } from "../dims.js";
import type { Graph, Node, Value } from "../graph.js";
import type { OpName } from "../ops/op-set.js";
import { loweringRules } from "./lowering.js";
import type { Lowering, LoweringContext } from "./lowering-context.js";
import { OnnxBuilder, type Target, valueInfo } from "./onnx-builder.js";

/** Where the size of each symbol can be read: an input with an axis that is just this symbol. */
function symbolSources(graph: Graph): Map<string, { name: string; axis: number }> {
  const sources = new Map<string, { name: string; axis: number }>();
  for (const { name, value } of graph.inputs) {
    value.shape.forEach((dim, axis) => {
      const [symbol, ...more] = symbolsOf(dim);
      if (symbol && more.length === 0 && coefficientOf(dim) === 1 && !sources.has(symbol))
        sources.set(symbol, { name, axis });
    });
  }
  return sources;
}

/** The ONNX name of each value: that of the input or output where it is one. */
class ValueNames {
  private readonly names = new Map<number, string>();

  constructor(graph: Graph) {
    for (const { name, value } of graph.inputs) this.names.set(value.id, name);
    for (const { name, value } of graph.outputs) if (!this.names.has(value.id)) this.names.set(value.id, name);
  }

  of(value: Value): string {
    const known = this.names.get(value.id);
    if (known) return known;
    const name = `%${value.id}`;
    this.names.set(value.id, name);
    return name;
  }
}

/** Options of {@link writeOnnx}. */
export interface OnnxOptions {
  readonly target?: Target;
}

/** The graph as an ONNX model (IR 9, opset 20), encoded. Inputs and outputs keep their names. */
export function writeOnnx(graph: Graph, options: OnnxOptions = {}): Uint8Array {
  return onnxProto.onnx.ModelProto.encode(onnxModel(graph, options)).finish();
}

/** The graph as an ONNX model, not yet encoded. */
export function onnxModel(graph: Graph, { target = "cpu" }: OnnxOptions = {}): onnxProto.onnx.ModelProto {
  const onnx = new OnnxBuilder(target, symbolSources(graph));
  const names = new ValueNames(graph);
  const used = new Set(
    [...graph.nodes.flatMap((node) => node.inputs), ...graph.outputs.map((o) => o.value)].map((v) => v.id),
  );
  const lower = <K extends OpName>(node: Node<K>): void => {
    const context: LoweringContext<K> = {
      onnx,
      node,
      inputs: node.inputs.map((value) => names.of(value)),
      out: node.outputs.map((value) => names.of(value)),
      isUsed: (value) => used.has(value.id),
    };
    const rule: Lowering<K> | "expanded" = loweringRules[node.op];
    if (rule === "expanded") throw new InternalError(`${node.op} is written in ONNX after optimize() only`);
    rule(context);
  };
  for (const node of graph.nodes) lower(node);
  for (const { name, value } of graph.outputs) {
    if (names.of(value) !== name) onnx.node("Identity", [names.of(value)], { out: [name] });
  }
  return modelOf(graph, onnx);
}

function modelOf(graph: Graph, onnx: OnnxBuilder): onnxProto.onnx.ModelProto {
  const described = ({ name, value }: { readonly name: string; readonly value: Value }) =>
    valueInfo(name, value.dtype, value.shape);
  return onnxProto.onnx.ModelProto.create({
    irVersion: 9,
    producerName: "pinakes",
    opsetImport: [
      { domain: "", version: 20 },
      ...(onnx.target === "portable" ? [] : [{ domain: "com.microsoft", version: 1 }]),
    ],
    graph: {
      name: "graph",
      node: onnx.nodes,
      initializer: onnx.initializers,
      input: graph.inputs.map(described),
      output: graph.outputs.map(described),
    },
  });
}
