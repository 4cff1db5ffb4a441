import {
  type DType,
  type GraphBuilder,
  type GraphMath,
  type Int8Bits,
  math,
  type Shape,
  type Value,
} from "../engine/index.js";
import type { Initializer } from "./initializers.js";

/** A parameter that a model declares. */
export interface ParameterSpec {
  readonly name: string;
  /** Its whole shape; sizes are numbers. */
  readonly shape: readonly number[];
  readonly initialize: Initializer;
  /** Whether weight decay applies: not to biases and norms. */
  readonly decay: boolean;
  /** Whether it is a table of rows, of which a batch reads few: the graph then takes any number of rows. */
  readonly rows: boolean;
}

/** A dropout mask that a training graph takes as a bool input. */
export interface MaskSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly rate: number;
}

/** What a model declares while its graph is built. */
interface Declarations {
  readonly parameters: ParameterSpec[];
  readonly masks: MaskSpec[];
}

/** Options of a parameter. */
export interface ParameterOptions {
  readonly initialize: Initializer;
  readonly decay?: boolean;
  readonly rows?: boolean;
}

/** The symbol of the number of rows of an embedding table that a batch brings. */
export const TABLE_ROWS = "U";

/**
 * Where a model is written down: a graph under construction, and a prefix for the names of the parameters. In training
 * dropout masks are inputs of the graph; in evaluation dropout does nothing.
 */
export class Scope {
  readonly m: GraphMath;

  private constructor(
    readonly g: GraphBuilder,
    readonly training: boolean,
    private readonly declared: Declarations,
    private readonly prefix: string,
    /** In how many bits linear layers compute; in full precision where undefined. */
    readonly linearBits?: Int8Bits,
  ) {
    this.m = math(g);
  }

  /** The scope of a new graph. */
  static root(g: GraphBuilder, options: { readonly training: boolean }): Scope {
    return new Scope(g, options.training, { parameters: [], masks: [] }, "");
  }

  /** A scope whose parameters' names begin with `name.`. */
  child(name: string): Scope {
    return new Scope(this.g, this.training, this.declared, `${this.prefix}${name}.`, this.linearBits);
  }

  /** This scope with the products of its linear layers, and of their gradients, in 8 bits (or 7 of the weights). */
  withLinearBits(bits: Int8Bits | undefined): Scope {
    return new Scope(this.g, this.training, this.declared, this.prefix, bits);
  }

  /** Declares a parameter; its full name is that of the scope and its own. */
  parameter(name: string, shape: readonly number[], options: ParameterOptions): Value {
    const { initialize, decay = true, rows = false } = options;
    const full = `${this.prefix}${name}`;
    this.declared.parameters.push({ name: full, shape, initialize, decay, rows });
    return this.g.input(full, this.g.float, rows ? [TABLE_ROWS, ...shape.slice(1)] : shape);
  }

  /** Declares data that is fed with each batch. */
  data(name: string, dtype: DType, shape: Shape): Value {
    return this.g.input(name, dtype, shape);
  }

  /** Inverted dropout (Srivastava et al. 2014) in training; the value itself in evaluation or at rate 0. */
  dropout(x: Value, rate: number, site: string): Value {
    if (!this.training || rate === 0) return x;
    const name = `mask:${this.prefix}${site}`;
    this.declared.masks.push({ name, shape: x.shape, rate });
    return this.m.dropout(x, this.g.input(name, "bool", x.shape), rate);
  }

  /** All parameters declared so far, in order. */
  get parameters(): readonly ParameterSpec[] {
    return this.declared.parameters;
  }

  /** All masks declared so far, in order. */
  get masks(): readonly MaskSpec[] {
    return this.declared.masks;
  }
}
