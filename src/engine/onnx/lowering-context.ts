import type { Node, Value } from "../graph.js";
import type { OpName } from "../ops/op-set.js";
import type { OnnxBuilder } from "./onnx-builder.js";

/** What a lowering works on: the names of the operands, and the names that its results must have. */
export interface LoweringContext<K extends OpName> {
  readonly onnx: OnnxBuilder;
  readonly node: Node<K>;
  readonly inputs: readonly string[];
  readonly out: readonly string[];
  /** Whether anything reads a result. */
  readonly isUsed: (value: Value) => boolean;
}

/** Writes one op down in ONNX. */
export type Lowering<K extends OpName> = (context: LoweringContext<K>) => void;
