import type {
  Advice,
  Exploration,
  HeadCounts,
  LabelWords,
  NumberSummary,
  PartName,
  TextsPerLabel,
} from "../../explore/index.js";
import { formatCount } from "../../shared/index.js";
import { formatTable, type TableCell, type TableColumn } from "../terminal/index.js";
import { formatPercent } from "./figures.js";

/** Labels of a head that are listed, and of each where there are many heads; the page has all. */
const MOST_LABELS = 20;
const MOST_OF_MANY = 8;
const MANY_HEADS = 3;
/** Numbers of labels that are listed. */
const MOST_SIZES = 6;
/** Characteristic words of a label that are listed. */
const MOST_WORDS = 6;
const PLACES = 2;

/** An exploration as text: sizes, labels, lengths, words, repeated texts, and what to do. */
export function explorationSummary(exploration: Exploration): string {
  return [
    heading(exploration),
    partTable(exploration),
    ...exploration.labels.map((head) => labelTable(exploration, head)),
    labelSets(exploration),
    tree(exploration),
    lengthTable(exploration),
    vocabularyTable(exploration),
    repeats(exploration),
    findings(exploration.findings),
  ]
    .filter((section) => section !== "")
    .join("\n");
}

function heading({ name, task, files, rows, dropped, split }: Exploration): string {
  const read = files.map(({ file, rows: own }) => `${file} (${formatCount(own)} rows)`).join(", ");
  const left = dropped.map(
    ({ reason, count }) => `dropped ${formatCount(count)} of ${formatCount(rows)} rows: ${reason}`,
  );
  return [`${name}: ${task}`, `read: ${read}`, `parts: ${split}`, ...left, ""].join("\n");
}

const right = (header: string): TableColumn => ({ header, align: "right" });
const left = (header: string): TableColumn => ({ header, align: "left" });

function partTable({ parts }: Exploration): string {
  const rows = parts.map((part): TableCell[] => [
    part.name,
    ...[part.texts, part.empty, part.words, part.characters].map(formatCount),
  ]);
  return formatTable([left("part"), ...["texts", "empty", "words", "characters"].map(right)], rows);
}

function labelTable(exploration: Exploration, { head, labels, texts_per_label: spread }: HeadCounts): string {
  const parts = exploration.parts.map(({ name }) => name);
  const words = new Map(
    exploration.label_words.filter((own) => own.head === head).map((own) => [own.label, own] as const),
  );
  const rows = labels
    .slice(0, exploration.labels.length >= MANY_HEADS ? MOST_OF_MANY : MOST_LABELS)
    .map((own): TableCell[] => [
      own.id === undefined ? "–" : String(own.id),
      own.label,
      ...parts.map((part) => formatCount(own.parts[part] ?? 0)),
      characteristic(words.get(own.label)),
    ]);
  const more = labels.length - rows.length;
  if (more > 0) rows.push(["", `… ${formatCount(more)} more`]);
  const columns = [right("id"), left(head), ...parts.map(right), left("characteristic words")];
  return `${formatTable(columns, rows)}${perLabel(head, spread, exploration)}`;
}

function characteristic(words: LabelWords | undefined): string {
  return (
    words?.characteristic
      .slice(0, MOST_WORDS)
      .map(({ word }) => word)
      .join(" ") ?? ""
  );
}

/** "texts a label: mean 942.3, sd 97.0, 628 (talk.religion.misc) to 999 (rec.sport.hockey)". */
function perLabel(head: string, spread: TextsPerLabel, { labels }: Exploration): string {
  const of = labels.length > 1 ? ` of ${head}` : "";
  const ends = ([first, ...others]: readonly string[]) => `${first ?? ""}${others.length > 0 ? " and others" : ""}`;
  return (
    `texts a label${of}: mean ${spread.mean.toFixed(1)}, sd ${spread.sd.toFixed(1)}, ` +
    `${formatCount(spread.min)} (${ends(spread.smallest)}) to ${formatCount(spread.max)} (${ends(spread.largest)})\n`
  );
}

function labelSets({ labels_per_text: perText, co_occurrence: together }: Exploration): string {
  if (perText === undefined) return "";
  const counts = perText.texts.slice(0, MOST_SIZES).map(({ labels, texts }) => `${labels}: ${formatCount(texts)}`);
  const rest = perText.texts.slice(MOST_SIZES);
  if (rest.length > 0) counts.push(`more: ${formatCount(rest.reduce((sum, { texts }) => sum + texts, 0))}`);
  const lines = [`${perText.what} a text: mean ${perText.mean.toFixed(2)} (${counts.join(", ")})`];
  if (together !== undefined) {
    const sets = together.commonest
      .slice(0, 3)
      .map(({ labels, texts }) => `${labels.join(" + ") || "none"} ${formatCount(texts)}`);
    const pairs = together.pairs.slice(0, 3).map(({ labels, texts }) => `${labels.join(" + ")} ${formatCount(texts)}`);
    lines.push(`${formatCount(together.combinations)} different sets; the commonest: ${sets.join(", ")}`);
    if (pairs.length > 0) lines.push(`commonest pairs: ${pairs.join(", ")}`);
  }
  return `${lines.join("\n")}\n`;
}

function tree({ tree: found }: Exploration): string {
  if (found === undefined) return "";
  const { nodes, roots, leaves, levels } = found;
  return (
    `tree: ${formatCount(nodes.length)} nodes on ${levels} levels, ${formatCount(roots.length)} at the top, ` +
    `${formatCount(leaves)} leaves\n`
  );
}

function lengthTable({ lengths: { words, characters, tokens } }: Exploration): string {
  const row = (name: string, figures: NumberSummary): TableCell[] => [
    name,
    ...[figures.mean, figures.sd].map((value) => value.toFixed(1)),
    ...[figures.min, figures.q1, figures.median, figures.q3, figures.max].map((value) =>
      formatCount(Math.round(value)),
    ),
  ];
  const byPart = Object.entries(words.parts);
  const rows = [
    row("words", words.all),
    ...(byPart.length > 1 ? byPart.map(([part, figures]) => row(`  ${part}`, figures)) : []),
    row("characters", characters.all),
    ...(tokens === undefined ? [] : [row("tokens", tokens.all)]),
  ];
  const headers = ["mean", "sd", "min", "q1", "median", "q3", "max"];
  return formatTable([left("length in"), ...headers.map(right)], rows);
}

function vocabularyTable({ vocabulary }: Exploration): string {
  const hasVectors = vocabulary.vectors !== undefined;
  const rows = Object.entries(vocabulary.parts).map(([part, own]): TableCell[] => [
    part,
    ...[own.tokens, own.types, own.once].map(formatCount),
    own.new_to_training === undefined ? "" : formatPercent(own.new_to_training.token_share),
    ...(hasVectors ? [formatPercent(own.without_vector?.token_share ?? 0)] : []),
  ]);
  const headers = ["tokens", "different", "once", "not in training", ...(hasVectors ? ["without vector"] : [])];
  return formatTable([left("vocabulary"), ...headers.map(right)], rows);
}

function repeats({ repeats: found }: Exploration): string {
  const rows = found.leaks.map((leak): TableCell[] => [
    `${leak.into} texts in ${leak.from}`,
    ...[leak.exact, leak.near].map(formatCount),
    formatPercent(leak.share),
    formatCount(leak.conflicting),
  ]);
  const within = Object.entries(found.within) as [PartName, number][];
  const inParts = within.map(([part, count]) => `${part} ${formatCount(count)}`).join(", ");
  const line =
    `repeats: groups of equal texts ${formatCount(found.exact.groups)}, of nearly equal ones ${formatCount(found.near.groups)}` +
    `${inParts === "" ? "" : `; beyond the first of each, by part: ${inParts}`}\n`;
  if (rows.length === 0) return line;
  const columns = [left("also elsewhere"), ...["equal", "nearly", "share", "other labels"].map(right)];
  return `${formatTable(columns, rows)}${line}`;
}

function findings(found: readonly Advice[]): string {
  if (found.length === 0) return "nothing to remark\n";
  return found
    .map(({ level, message, fix, places }) => {
      const shown = places.slice(0, PLACES);
      const where = shown.length > 0 ? [`  e.g. ${shown.join("; ")}`] : [];
      return [`${level}: ${message}`, ...where, ...(fix === undefined ? [] : [`  fix: ${fix}`]), ""].join("\n");
    })
    .join("");
}
