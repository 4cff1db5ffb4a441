import type { Shape } from "./dims.js";
import type { DType, FloatType } from "./dtype.js";
import type { OpAttributes, OpName } from "./ops/op-set.js";

/** Type of a tensor in a graph. */
export interface ValueType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A tensor of a graph, named by its number. */
export interface Value extends ValueType {
  readonly id: number;
}

/** One application of an op. */
export interface Node<K extends OpName = OpName> {
  readonly op: K;
  readonly inputs: readonly Value[];
  readonly attributes: OpAttributes[K];
  readonly outputs: readonly Value[];
}

/** What is fed into a graph under a name. */
export interface Input {
  readonly name: string;
  readonly value: Value;
}

/** What a graph gives under a name. */
export interface Output {
  readonly name: string;
  readonly value: Value;
}

/** A graph of tensor operations: immutable, its nodes in an order in which they can be computed. */
export interface Graph {
  /** Element type of its real numbers. */
  readonly float: FloatType;
  readonly inputs: readonly Input[];
  readonly nodes: readonly Node[];
  readonly outputs: readonly Output[];
}
