/** A trained tensor. Its values are moved in place. */
export interface Parameter {
  readonly name: string;
  /** Row-major values. */
  readonly data: Float32Array;
  /** Whether weight decay applies: false for biases and the weights of norms. */
  readonly decay: boolean;
}

/** The gradient of every value of a parameter. */
export interface DenseGradient {
  readonly kind: "dense";
  readonly data: Float32Array;
}

/** The gradient of some rows of a table [V, E]; those of all other rows are zero. */
export interface RowGradient {
  readonly kind: "rows";
  /** [U] row numbers, no number twice. */
  readonly rows: Int32Array;
  /** [U, E] */
  readonly data: Float32Array;
}

/** What an optimizer moves a parameter by. */
export type Gradient = DenseGradient | RowGradient;

/** Gradients by parameter name. */
export type Gradients = ReadonlyMap<string, Gradient>;
