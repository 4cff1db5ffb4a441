import { mean } from "../shared/index.js";
import { kendall, spearman } from "../statistics/index.js";
import type { Agreement, Attribution, Method } from "./types.js";

/** How alike methods rank the words of a text. */
export function agreementOf(attributions: readonly Attribution[]): Agreement {
  const compare = (by: (a: readonly number[], b: readonly number[]) => number): number[][] =>
    attributions.map((one) => attributions.map((other) => by(one.scores, other.scores)));
  return {
    methods: attributions.map(({ method }) => method),
    spearman: compare(spearman),
    kendall: compare(kendall),
  };
}

/** The mean agreement over texts; what is NaN in one is left out of the mean. */
export function meanAgreement(methods: readonly Method[], all: readonly Agreement[]): Agreement {
  const average = (of: (one: Agreement) => readonly (readonly number[])[]): number[][] =>
    methods.map((_, row) =>
      methods.map((_other, column) => {
        const values = all.map((one) => of(one)[row]?.[column] ?? Number.NaN);
        return mean(values.filter((value) => !Number.isNaN(value)));
      }),
    );
  return { methods, spearman: average((one) => one.spearman), kendall: average((one) => one.kendall) };
}
