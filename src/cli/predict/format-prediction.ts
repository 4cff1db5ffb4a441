import { stringify } from "csv-stringify/sync";
import type { Classification, LabelScore } from "../../classifier/index.js";
import type { InputText } from "./read-texts.js";

/** Digits of a probability after the point. */
const DIGITS = 6;

/** One prediction as a line of JSONL: a label with its score, or the path and its levels; `top` beside with `--top-k`. */
export function predictionLine(input: InputText, result: Classification): string {
  return `${JSON.stringify(predictionObject(input, result))}\n`;
}

function predictionObject(input: InputText, { labels, heads }: Classification): Record<string, unknown> {
  const start = input.id === undefined ? {} : { id: input.id };
  const levels = heads.map(({ name, best }) => {
    const top = best.map(rounded);
    return { name, ...top[0], ...(top.length > 1 ? { top } : {}) };
  });
  const [first] = levels;
  if (levels.length > 1 || !first) return { ...start, text: input.text, path: labels, levels };
  const { name: _name, ...label } = first;
  return { ...start, text: input.text, ...label };
}

function rounded({ label, score }: LabelScore): LabelScore {
  return { label, score: Number(score.toFixed(DIGITS)) };
}

/** The header of CSV output. */
export function csvHeader(heads: readonly string[], topK: number): string {
  const places = Array.from({ length: topK }, (_, place) => (place === 0 ? "" : `_${place + 1}`));
  return stringify([
    ["id", "text", ...heads.flatMap((head) => places.flatMap((place) => [`${head}${place}`, `${head}${place}_score`]))],
  ]);
}

/** One prediction as a line of CSV. */
export function csvLine(input: InputText, { heads }: Classification): string {
  const cells = heads.flatMap(({ best }) => best.flatMap(({ label, score }) => [label, score.toFixed(DIGITS)]));
  return stringify([[input.id ?? "", input.text, ...cells]]);
}
