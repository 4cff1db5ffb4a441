import { methodName, type SampleAttention, type SampleExplanation, type SampleHead } from "../../explain/index.js";
import { formatTable } from "../terminal/index.js";
import { formatScore } from "./figures.js";

type Interval = SampleHead["methods"][number]["sufficiency"];

/** Explanations of a sample, for a terminal: faithfulness, agreement, attention of right against wrong predictions. */
export function sampleExplanationText({ counts, heads, attention, warnings }: SampleExplanation): string {
  const { right, wrong, examined } = counts;
  return [
    `${right} right and ${wrong} wrong predictions, drawn from ${examined} texts; intervals are of 95 %.\n`,
    ...heads.map(headText),
    ...(attention ? [attentionText(attention)] : []),
    ...warnings.map((warning) => `Warning: ${warning}\n`),
  ].join("\n");
}

function headText({ head, texts, methods, agreement, completeness }: SampleHead): string {
  const columns = [
    { header: `${head}, ${texts} texts` },
    { header: "deletion area ↓", align: "right" as const },
    { header: "insertion area ↑", align: "right" as const },
    { header: "comprehensiveness ↑", align: "right" as const },
    { header: "sufficiency ↓", align: "right" as const },
    { header: "over random", align: "right" as const },
  ];
  const grades = formatTable(
    columns,
    methods.map((one) => [
      methodName(one.method),
      interval(one.deletion_area),
      interval(one.insertion_area),
      interval(one.comprehensiveness),
      interval(one.sufficiency),
      one.over_random ? interval(one.over_random) : "",
    ]),
  );
  const alike = formatTable(
    [{ header: "rank agreement (Spearman)" }, ...agreement.methods.map((name) => ({ header: methodName(name) }))],
    agreement.methods.map((name, row) => [
      methodName(name),
      ...(agreement.spearman[row] ?? []).map((rho) => rho.toFixed(2)),
    ]),
  );
  const error = completeness
    ? `Completeness error of integrated gradients: median ${(100 * completeness.median).toFixed(2)} %, largest ${(100 * completeness.largest).toFixed(2)} %.\n`
    : "";
  return `${grades}\n${alike}${error}`;
}

function attentionText({ kind, layers, claims, top }: SampleAttention): string {
  const cell = (one: Interval | undefined): string => (one ? interval(one) : "–");
  const right = { align: "right" as const };
  const entropy = ["right", "wrong", "right − wrong"].map((name) => ({ header: `entropy ${name}`, ...right }));
  const distance = ["right", "wrong"].map((name) => ({ header: `distance ${name}`, ...right }));
  const table = formatTable(
    [{ header: kind === "pooling" ? "pooling" : "layer" }, ...entropy, ...(kind === "pooling" ? [] : distance)],
    layers.map(({ layer, entropy: e, distance: d }) => [
      kind === "pooling" ? "" : String(layer + 1),
      cell(e.right),
      cell(e.wrong),
      cell(e.difference),
      ...(d ? [cell(d.right), cell(d.wrong)] : []),
    ]),
  );
  const verdicts = claims.map(
    ({ claim, verdict, difference }) => `${claim}: ${verdict} (difference ${interval(difference)}).\n`,
  );
  const words = (["right", "wrong"] as const).map((kindOf) => {
    const list = top[kindOf].map(({ word, texts }) => `${word} (${texts})`).join(", ");
    return list === "" ? "" : `Looked at most in ${kindOf} predictions (texts): ${list}\n`;
  });
  return `${table}\n${verdicts.join("")}${words.join("")}`;
}

function interval({ value, lower, upper }: Interval): string {
  return `${formatScore(value)} [${formatScore(lower)}, ${formatScore(upper)}]`;
}
