/** Scores of N texts: [N, L] a head, then what the label scheme gives behind them. */
export type Scores = readonly Float32Array[];
