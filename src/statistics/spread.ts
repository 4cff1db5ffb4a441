import { mean } from "../shared/index.js";

/** Mean and spread of a figure over several runs. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation (n − 1); 0 of one value. */
  readonly sd: number;
  readonly values: readonly number[];
}

/** Mean and sample standard deviation. */
export function spreadOf(values: readonly number[]): Spread {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return { mean: centre, sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0, values };
}
