import { type Column, capital, dataTable, type Html, html } from "../../page/index.js";
import { formatCount } from "../../shared/index.js";
import { type LabelWord, type LabelWords, NO_LANGUAGE } from "../class-words.js";
import type { Exploration } from "../exploration.js";
import type { HeadCounts, TextsPerLabel } from "../label-counts.js";
import type { TreeReport } from "../tree.js";
import { formatTenths } from "./text-sections.js";

/** One task's or level's labels: counts by part, and their words. */
export function labelTable(exploration: Exploration, head: HeadCounts): Html {
  const parts = exploration.parts.map(({ name }) => name);
  const words = new Map(exploration.label_words.filter((own) => own.head === head.head).map((own) => [own.label, own]));
  const columns: Column[] = [
    { header: "Label" },
    { header: "Id", numeric: true, help: "for a model; none for a label that the training part lacks" },
    ...parts.map((part) => ({ header: part, numeric: true, help: "texts" })),
    { header: "Words", numeric: true, help: "of a text, on average" },
    { header: "Characteristic words", help: "log-odds with an informative Dirichlet prior, Monroe et al. 2008" },
    { header: "Most frequent words", help: `by texts that have them; ${leftOut(exploration.language)}` },
  ];
  const rows = head.labels.map((own) => [
    own.label,
    own.id,
    ...parts.map((part) => own.parts[part] ?? 0),
    { show: own.mean_words.toFixed(1), sort: own.mean_words },
    wordsOf(words.get(own.label), "characteristic"),
    wordsOf(words.get(own.label), "top"),
  ]);
  const of = exploration.labels.length > 1 ? ` of ${head.head}` : "";
  const caption = `Labels${of} with their texts and words`;
  return html`<p>${spreadLine(head.texts_per_label)}</p>${dataTable({ caption, columns, rows, className: "labels" })}`;
}

function leftOut(language: string): string {
  return language === NO_LANGUAGE ? "no stop words are left out" : `without stop words of ${languageName(language)}`;
}

const languages = new Intl.DisplayNames("en", { type: "language" });

function languageName(code: string): string {
  return languages.of(code) ?? code;
}

function wordsOf(words: LabelWords | undefined, which: "characteristic" | "top"): string {
  const list: readonly LabelWord[] = words?.[which] ?? [];
  return list.map(({ word }) => word).join(" ");
}

/** "Texts a label: mean …, sd …; from … to …". */
function spreadLine(spread: TextsPerLabel): string {
  const ends = (labels: readonly string[]) => labels.join(", ");
  return (
    `${formatCount(spread.count)} labels. Texts a label: mean ${formatTenths(spread.mean)}, sd ${formatTenths(spread.sd)}, ` +
    `median ${formatCount(spread.median)}; from ${formatCount(spread.min)} (${ends(spread.smallest)}) to ` +
    `${formatCount(spread.max)} (${ends(spread.largest)}).`
  );
}

/** How many labels the texts have, and which stand together. */
export function labelSets({ labels_per_text: perText, co_occurrence: together }: Exploration): Html | undefined {
  if (perText === undefined) return undefined;
  const counts = dataTable({
    caption: `Number of ${perText.what} of a text`,
    columns: [
      { header: capital(perText.what), numeric: true },
      { header: "Texts", numeric: true },
    ],
    rows: perText.texts.map(({ labels, texts }) => [labels, texts]),
    filter: false,
  });
  const mean = html`<p>A text has ${perText.mean.toFixed(2)} ${perText.what} on average.</p>`;
  if (together === undefined) return html`${mean}${counts}`;
  const sets = dataTable({
    caption: `The commonest of ${formatCount(together.combinations)} sets of labels`,
    columns: [{ header: "Set" }, { header: "Texts", numeric: true }],
    rows: together.commonest.map(({ labels, texts }) => [labels.join(" + ") || "(none)", texts]),
  });
  const pairs = dataTable({
    caption: "Labels that stand together",
    columns: [
      { header: "Pair" },
      { header: "Texts", numeric: true },
      { header: "Lift", numeric: true, help: "times as often as if the two knew nothing of each other" },
    ],
    rows: together.pairs.map(({ labels, texts, lift }) => [
      labels.join(" + "),
      texts,
      { show: lift.toFixed(2), sort: lift },
    ]),
  });
  return html`${mean}${counts}${sets}${pairs}`;
}

/** Levels that are open when the page is. */
const OPEN_LEVELS = 1;

/** The tree as lists that open and close, each node with its texts and a bar. */
export function treeList(tree: TreeReport): Html {
  const most = tree.nodes.reduce((largest, { texts }) => Math.max(largest, texts), 1);
  const odd = new Map([
    ...tree.one_child.map((path) => [path, "one child"] as const),
    ...tree.orphans.map((path) => [path, "nothing below"] as const),
    ...tree.without_texts.map((path) => [path, "no training text"] as const),
  ]);
  const list = (ids: readonly number[]): Html => html`<ul class="tree">${ids.map(node)}</ul>`;
  const node = (id: number): Html => {
    const own = tree.nodes[id];
    if (own === undefined) return html``;
    const mark = odd.get(own.path);
    const share = (own.texts / most).toFixed(3);
    const line = html`${own.name} <small style="--share:${share}">${formatCount(own.texts)}</small>${mark && html` <em class="odd">${mark}</em>`}`;
    if (own.children.length === 0) return html`<li class="leaf">${line}</li>\n`;
    const open = own.level < OPEN_LEVELS && html` open`;
    return html`<li><details${open}><summary>${line}</summary>${list(own.children)}</details></li>\n`;
  };
  const named = (what: string, paths: readonly string[]): Html | false =>
    paths.length > 0 &&
    html`<details><summary>${formatCount(paths.length)} ${what}</summary><p>${paths.join(", ")}</p></details>`;
  return html`<p>${formatCount(tree.nodes.length)} nodes on ${tree.levels} levels, ${formatCount(tree.leaves)} of them leaves.
Counts are texts at a node or below.</p>
${named("nodes of the first level with nothing below", tree.orphans)}
${named("nodes with one child only", tree.one_child)}
${named("nodes without a training text", tree.without_texts)}
${list(tree.roots)}`;
}
