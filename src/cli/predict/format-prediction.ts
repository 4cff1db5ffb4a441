import { stringify } from "csv-stringify/sync";
import type { Classification } from "../../classifier/index.js";
import type { InputText } from "./read-texts.js";

/** One prediction as a line of JSONL: a label with its score, or the path and its levels; `top` beside with `--top-k`. */
export function predictionObject(input: InputText, { labels, heads }: Classification): Record<string, unknown> {
  const start = input.id === undefined ? {} : { id: input.id };
  const [head] = heads;
  if (heads.length === 1 && head) {
    const [best] = head.best;
    return {
      ...start,
      text: input.text,
      label: best?.label,
      score: best?.score,
      ...(head.best.length > 1 ? { top: head.best } : {}),
    };
  }
  const levels = heads.map(({ name, best }) => ({ name, ...best[0], ...(best.length > 1 ? { top: best } : {}) }));
  return { ...start, text: input.text, path: labels, levels };
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
  const cells = heads.flatMap(({ best }) => best.flatMap(({ label, score }) => [label, score.toFixed(6)]));
  return stringify([[input.id ?? "", input.text, ...cells]]);
}
