import { stringify } from "csv-stringify/sync";
import type { Classification, LabelScore } from "../../classifier/index.js";
import type { LabelSpace } from "../../labels/index.js";
import type { InputText } from "./read-texts.js";

/** Digits of a probability after the point. */
const DIGITS = 6;

/** What an answer is: one label, a path with a label a level, or a set. */
export type AnswerForm = "label" | "path" | "set";

/** The form of a classifier's answers. */
export function answerForm({ task, parents }: LabelSpace): AnswerForm {
  if (task === "multi-label" || parents !== undefined) return "set";
  return task === "multi-class" ? "label" : "path";
}

/**
 * One prediction as a line of JSONL: a label with its score; the path and its levels; or the labels of a set with their
 * scores. `top` stands beside with `--top-k`.
 */
export function predictionLine(form: AnswerForm, input: InputText, result: Classification): string {
  const start = input.id === undefined ? {} : { id: input.id };
  return `${JSON.stringify({ ...start, text: input.text, ...answerOf(form, result), ...trustOf(form, result) })}\n`;
}

/** That no label is given, and the set that holds the true one; of a path, the nodes that are sure. */
function trustOf(form: AnswerForm, { abstained, set }: Classification): Record<string, unknown> {
  return {
    ...(abstained === undefined ? {} : { abstained }),
    ...(set ? { [form === "path" ? "sure" : "prediction_set"]: set.map(rounded) } : {}),
  };
}

function answerOf(form: AnswerForm, { labels, said, heads, abstained }: Classification): Record<string, unknown> {
  const scored = said.map(rounded);
  const tops = heads.map(({ best }) => (best.length > 1 ? { top: best.map(rounded) } : {}));
  switch (form) {
    case "label":
      return { ...(abstained ? { label: null } : scored[0]), ...tops[0] };
    case "set":
      return { labels: scored, ...tops[0] };
    case "path":
      return {
        path: labels,
        levels: scored.map((one, level) => ({ name: heads[level]?.name, ...one, ...tops[level] })),
      };
  }
}

function rounded({ label, score }: LabelScore): LabelScore {
  return { label, score: Number(score.toFixed(DIGITS)) };
}

/** Between the labels of a set, in one field of CSV. */
const SET_SEPARATOR = "|";

/** Which columns CSV output has. */
export interface CsvColumns {
  readonly heads: readonly string[];
  readonly topK: number;
  /** What the model may do beside giving labels. */
  readonly trust: { readonly abstains: boolean; readonly hasSets: boolean };
}

/** The header of CSV output: a column a head and place; of sets one for the labels, and those of the best k behind it. */
export function csvHeader(form: AnswerForm, { heads, topK, trust }: CsvColumns): string {
  const places = Array.from({ length: topK }, (_, place) => place + 1);
  const columns = heads.flatMap((head) =>
    form === "set"
      ? [head, `${head}_scores`, ...(topK > 1 ? places.flatMap((place) => [`top_${place}`, `top_${place}_score`]) : [])]
      : places.flatMap((place) => {
          const name = place === 1 ? head : `${head}_${place}`;
          return [name, `${name}_score`];
        }),
  );
  const more = [
    ...(trust.abstains ? ["abstained"] : []),
    ...(trust.hasSets ? [form === "path" ? "sure" : "prediction_set"] : []),
  ];
  return stringify([["id", "text", ...columns, ...more]]);
}

/** One prediction as a line of CSV. A level below the end of a path is empty. */
export function csvLine(form: AnswerForm, input: InputText, result: Classification): string {
  const { said, heads, abstained, set } = result;
  const cells = ({ label, score }: LabelScore): string[] => [label, score.toFixed(DIGITS)];
  const join = (texts: readonly string[]): string => texts.join(SET_SEPARATOR);
  const columns =
    form === "set"
      ? [
          join(said.map(({ label }) => label)),
          join(said.map(({ score }) => score.toFixed(DIGITS))),
          ...heads.flatMap(({ best }) => (best.length > 1 ? best.flatMap(cells) : [])),
        ]
      : heads.flatMap(({ best }, level) => {
          const answer = said[level];
          const others = best.filter(({ label }) => label !== answer?.label).slice(0, best.length - 1);
          return [...(answer ? cells(answer) : ["", ""]), ...others.flatMap(cells)];
        });
  const more = [
    ...(abstained === undefined ? [] : [String(abstained)]),
    ...(set ? [join(set.map(({ label }) => label))] : []),
  ];
  return stringify([[input.id ?? "", input.text, ...columns, ...more]]);
}
