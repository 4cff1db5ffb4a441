/** Mean and spread of a figure over several runs. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation (n − 1); 0 of one value. */
  readonly sd: number;
  readonly values: readonly number[];
}

/** Mean and sample standard deviation. */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0, values };
}
