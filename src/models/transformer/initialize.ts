import { constantInit, type Initializer, type LinearOptions, normalInit } from "../../nn/index.js";

/** A new linear layer as the reference makes it: normal weights, zero biases. */
export function denseInit(deviation: number): NonNullable<LinearOptions["initialize"]> {
  return { weight: normalInit(deviation), bias: constantInit(0) };
}

/** A new table of rows as the reference makes it: normal, and zeros in the row of padding. */
export function tableInit(deviation: number, padding?: { readonly row: number; readonly width: number }): Initializer {
  const fill = normalInit(deviation);
  return (data, rng) => {
    fill(data, rng);
    if (padding) data.fill(0, padding.row * padding.width, (padding.row + 1) * padding.width);
  };
}
