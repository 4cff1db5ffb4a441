import {
  type AttentionExplanation,
  type Attribution,
  heatParts,
  methodName,
  type TargetExplanation,
  type TextExplanation,
} from "../../explain/index.js";
import { formatTable, heatText } from "../terminal/index.js";
import { formatScore } from "./figures.js";

/** Words of a text that the table names: those that any method scores highest, in the order of the text. */
const NAMED_WORDS = 12;

/** How an explanation is printed. */
export interface ExplanationOptions {
  /** Whether texts are coloured. */
  readonly color: boolean;
}

/** What a model says of a text, and why, for a terminal. */
export function explanationText(explanation: TextExplanation, options: ExplanationOptions): string {
  const { attention, warnings } = explanation;
  return [
    header(explanation),
    ...explanation.targets.map((target) => targetText(explanation, target, options)),
    ...(attention ? [attentionText(attention)] : []),
    ...warnings.map((warning) => `Warning: ${warning}\n`),
  ].join("\n");
}

/** The text, and what is true and what is said on each level. */
function header({ text, gold, predicted, heads, targets }: TextExplanation): string {
  const columns = [{ header: "" }, { header: "true" }, { header: "predicted" }, { header: "probability", decimals: 3 }];
  const rows = targets.map(({ head, label, probability, right, said }) => [
    head,
    gold === undefined ? "?" : right === true ? label : trueLabel(gold, { heads, head }),
    said ? label : `(not said) ${label}`,
    probability,
  ]);
  const said = predicted.length === 0 ? "No label is said.\n" : "";
  return `${text}\n\n${formatTable(columns, rows)}${said}`;
}

function trueLabel(
  gold: readonly string[],
  { heads, head }: { heads: TextExplanation["heads"]; head: string },
): string {
  if (heads.length === 1) return gold.join(", ");
  return gold[heads.findIndex(({ name }) => name === head)] ?? "–";
}

function targetText(explanation: TextExplanation, target: TargetExplanation, { color }: ExplanationOptions): string {
  const { head, label, attributions } = target;
  const title = `Why ${head} ${label} (score ${formatScore(target.score)})`;
  const heats = color
    ? attributions
        .map((one) => `  ${methodName(one.method)}\n    ${heatText(heatParts(explanation, one.scores))}\n`)
        .join("")
    : "";
  return [title, "", `${heats}${wordTable(explanation, target)}`, completenessLines(attributions), gradeTable(target)]
    .filter((part, at) => at < 2 || part !== "")
    .join("\n");
}

/** The words that any method finds important: rows by place in the text, a column a method. */
function wordTable({ words }: TextExplanation, { attributions }: TargetExplanation): string {
  const shares = attributions.map(({ scores }) => {
    const strongest = Math.max(...scores.map(Math.abs));
    return scores.map((score) => Math.abs(score) / strongest);
  });
  const strength = words.map((_, word) => Math.max(...shares.map((own) => own[word] as number)));
  const named = [...words.keys()]
    .sort((a, b) => (strength[b] as number) - (strength[a] as number))
    .slice(0, NAMED_WORDS)
    .sort((a, b) => a - b);
  const columns = [
    { header: "word" },
    ...attributions.map(({ method }) => ({ header: methodName(method), decimals: 3 })),
  ];
  return formatTable(
    columns,
    named.map((word) => [words[word]?.text, ...attributions.map(({ scores }) => scores[word])]),
  );
}

function completenessLines(attributions: readonly Attribution[]): string {
  return attributions
    .flatMap(({ method, completeness: one }) =>
      one
        ? [
            `Completeness of ${methodName(method)}: sum ${formatScore(one.sum)}, score − baseline ` +
              `${formatScore(one.score - one.baseline_score)}, error ${(100 * one.relative_error).toFixed(2)} %.\n`,
          ]
        : [],
    )
    .join("");
}

function gradeTable({ faithfulness }: TargetExplanation): string {
  if (faithfulness.length === 0) return "";
  const figures = ["deletion_area", "insertion_area", "comprehensiveness", "sufficiency"] as const;
  const signs = ["↓", "↑", "↑", "↓"];
  const columns = [
    { header: "faithfulness" },
    ...figures.map((name, at) => ({ header: `${name.replaceAll("_", " ")} ${signs[at]}`, decimals: 3 })),
  ];
  return formatTable(
    columns,
    faithfulness.map((one) => [methodName(one.method), ...figures.map((name) => one[name])]),
  );
}

function attentionText(attention: AttentionExplanation): string {
  const list = (words: readonly { readonly word: string; readonly weight: number }[]): string =>
    words.map(({ word, weight }) => `${word} ${formatScore(weight)}`).join(", ");
  if (attention.kind === "pooling") {
    return `Weights of the attention pooling (entropy ${formatScore(attention.entropy)} of 1): ${list(attention.top)}\n`;
  }
  const focus = formatTable(
    [{ header: "layer" }, { header: "entropy", decimals: 3 }, { header: "distance", decimals: 2 }],
    attention.focus.map(({ entropy, distance }, layer) => [layer + 1, entropy, distance]),
  );
  const top = attention.top.map(({ layer, words }) => `[CLS] in layer ${layer + 1} looks at: ${list(words)}\n`);
  return `${focus}\n${top.join("")}`;
}
