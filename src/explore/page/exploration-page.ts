import { type Figure, figureHtml, type Html, html, page, type Section, tiles } from "../../page/index.js";
import { formatCount } from "../../shared/index.js";
import type { Exploration } from "../exploration.js";
import {
  coOccurrenceFigure,
  coverageFigure,
  labelFigures,
  labelsPerTextFigure,
  lengthFigures,
  treeFigure,
} from "./figures.js";
import { findingsSection } from "./findings-section.js";
import { labelSets, labelTable, treeList } from "./label-sections.js";
import { repeatSection } from "./repeat-section.js";
import { formatTenths, lengthTable, samples, sizes, vocabularyTable } from "./text-sections.js";

/** Rules beside those of all pages. */
const STYLE = `
.findings{list-style:none;padding:0;max-width:52rem}
.finding{border-left:4px solid var(--rule);background:var(--raised);padding:.55rem .9rem;margin:.6rem 0;border-radius:0 6px 6px 0}
.finding.problem{border-color:var(--series2)}.finding.warning{border-color:var(--series5)}.finding.note{border-color:var(--series1)}
.finding .level{text-transform:uppercase;font-size:.75rem;letter-spacing:.06em;margin-right:.4rem}
.finding details{font-size:.85rem}
.fix{color:var(--muted)}
.beside{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:0 1rem}
pre.text{white-space:pre-wrap;overflow-wrap:anywhere;max-height:16rem}
.beside h4{margin:.25rem 0}
article h3{margin-bottom:0}article .muted{margin:.1rem 0 .4rem;font-size:.85rem;overflow-wrap:anywhere}
ul.tree{list-style:none;padding-left:1.1rem;margin:.1rem 0;max-width:none}
section>ul.tree{padding-left:0}
ul.tree small{color:var(--muted)}
ul.tree small::after{content:"";display:inline-block;height:.8em;width:calc(var(--share)*8rem);margin-left:.4rem;background:var(--series1);border-radius:2px}
ul.tree .leaf{padding-left:1.05rem}
@media screen and (max-width:37rem){table.labels td:nth-last-child(-n+2){min-width:14rem}}
.odd{color:var(--series2);font-size:.85rem}
.groups blockquote{margin:.4rem 0;padding-left:.8rem;border-left:3px solid var(--rule);overflow-wrap:anywhere}
.groups{max-width:none}.groups ul{font-size:.875rem;overflow-wrap:anywhere}
`;

/** An exploration as one HTML file that needs no network. */
export function explorationPage(exploration: Exploration): string {
  const { name, task, parts } = exploration;
  const sets = labelSets(exploration);
  const { tree } = exploration;
  const sections: (Section | undefined)[] = [
    { id: "findings", title: "What to do", body: html`${overview(exploration)}${findingsSection(exploration)}` },
    { id: "sizes", title: "Sizes", body: sizes(exploration) },
    labelSection(exploration),
    sets && {
      id: "sets",
      title: `${task === "multi-label" ? "Labels" : "Levels and paths"} of a text`,
      body: html`${figures([...labelsPerTextFigure(exploration), ...coOccurrenceFigure(exploration)])}${sets}`,
    },
    tree && {
      id: "taxonomy",
      title: "The tree of labels",
      body: html`${treeFigure(exploration).map((figure) => figureHtml(figure, { heading: false }))}${treeList(tree)}`,
    },
    {
      id: "lengths",
      title: "Lengths",
      body: html`${lengthTable(exploration)}${figures(lengthFigures(exploration))}`,
    },
    {
      id: "vocabulary",
      title: "Vocabulary",
      body: html`${vocabularyTable(exploration)}${figures(coverageFigure(exploration))}`,
    },
    { id: "repeats", title: "Repeated texts", body: repeatSection(exploration) },
    { id: "samples", title: "Samples, before and after cleaning", body: samples(exploration) },
  ];
  return page({
    title: `What is in ${name}`,
    subtitle: `${task}; ${parts.map((part) => `${part.name} ${formatCount(part.texts)}`).join(", ")} texts`,
    sections: sections.filter((section) => section !== undefined),
    style: STYLE,
    footer: "Made by pinakes explore.",
  });
}

function overview({ parts, labels, lengths, repeats }: Exploration): Html {
  const texts = parts.reduce((sum, part) => sum + part.texts, 0);
  const leaked = repeats.leaks.reduce((sum, { exact, near }) => sum + exact + near, 0);
  return tiles([
    { name: "texts", value: formatCount(texts), note: parts.length > 1 ? `in ${parts.length} parts` : undefined },
    {
      name: "labels",
      value: formatCount(labels.reduce((sum, { labels: own }) => sum + own.length, 0)),
      note: labels.length > 1 ? `level by level ${labels.map(({ labels: own }) => own.length).join(" / ")}` : undefined,
    },
    {
      name: "words a text",
      value: formatTenths(lengths.words.all.mean),
      note: `median ${formatCount(lengths.words.all.median)}, sd ${formatTenths(lengths.words.all.sd)}`,
    },
    ...(repeats.leaks.length > 0
      ? [{ name: "texts that stand in another part", value: formatCount(leaked), note: "equal or nearly so" }]
      : []),
  ]);
}

function labelSection(exploration: Exploration): Section {
  const bodyOf = (head: Exploration["labels"][number]): Html =>
    html`${figures(labelFigures(exploration, head))}${labelTable(exploration, head)}`;
  const [first] = exploration.labels;
  if (exploration.labels.length === 1 && first) return { id: "labels", title: "Labels", body: bodyOf(first) };
  const parts = exploration.labels.map((head) => ({ id: head.head, title: head.head, body: bodyOf(head) }));
  return { id: "labels", title: "Labels", body: html``, parts };
}

function figures(list: readonly Figure[]): Html {
  return html`${list.map((figure) => figureHtml(figure))}`;
}
