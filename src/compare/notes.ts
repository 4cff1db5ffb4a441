import type { MeasuredRun } from "./read-run.js";
import { isSame } from "./same-texts.js";

/** A model's runs under its name. */
export interface NamedRuns {
  readonly name: string;
  readonly runs: readonly MeasuredRun[];
}

/** What readers of a comparison have to know, a sentence each. */
export function notesOf(models: readonly NamedRuns[], split: string): string[] {
  const runs = models.flatMap((model) => model.runs);
  return [
    ...trainingTexts(models),
    ...(split !== "validation" && !isSame(runs, "validation")
      ? ["The validation texts differ between the models, so that their validation figures can't be compared."]
      : []),
    ...leaks(models),
    ...machines(models),
  ];
}

/** Models that learned from other texts: that may be what is compared, and has to be said. */
function trainingTexts(models: readonly NamedRuns[]): string[] {
  const keys = models.map(({ runs }) =>
    JSON.stringify([runs[0]?.data.map(({ sha256 }) => sha256), runs[0]?.split?.train]),
  );
  if (new Set(keys).size < 2 || models.some(({ runs }) => !runs[0]?.split)) return [];
  const counts = models.map(({ name, runs }) => `${name} ${runs[0]?.split?.train?.length}`).join(", ");
  return [`The models learned from different texts: ${counts}.`];
}

/** Rows of one data set that one model was tested on and another learned from. */
function leaks(models: readonly NamedRuns[]): string[] {
  const [first] = models;
  const dataKey = (run: MeasuredRun | undefined) => String(run?.data.map(({ sha256 }) => sha256));
  return models.flatMap(({ name, runs: [run] }) => {
    if (!run?.split || !first || dataKey(run) !== dataKey(first.runs[0])) return [];
    const learned = new Set(run.split.train);
    const tested = first.runs[0]?.split?.test ?? [];
    const shared = tested.filter((row) => learned.has(row)).length;
    return shared === 0 ? [] : [`${name} learned from ${shared} of the test texts.`];
  });
}

/** Times of different machines can't be held against each other. */
function machines(models: readonly NamedRuns[]): string[] {
  const known = [...new Set(models.flatMap(({ runs }) => runs.map(({ machine }) => machine)))];
  return known.length < 2 ? [] : [`Times are of different machines or numbers of threads: ${known.join("; ")}.`];
}
