import { type DataTable, dataTable, type Html, html } from "../../page/index.js";
import { formatCount } from "../../shared/index.js";
import { percent } from "../advice.js";
import type { Exploration } from "../exploration.js";
import type { NumberSummary } from "../numbers.js";
import type { PartVocabulary, UnknownWords } from "../vocabulary.js";

const tenths = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** A number with its thousands apart and one decimal. */
export function formatTenths(value: number): string {
  return tenths.format(value);
}

/** Sizes of the parts, and what was left out. */
export function sizes({ parts, files, rows, dropped, split }: Exploration): Html {
  const table: DataTable = {
    caption: "Texts, words and characters by part",
    columns: [
      { header: "Part" },
      { header: "Texts", numeric: true },
      { header: "Empty", numeric: true, help: "without a visible character" },
      { header: "Words", numeric: true, help: "between white space" },
      { header: "Characters", numeric: true },
    ],
    rows: parts.map((part) => [part.name, part.texts, part.empty, part.words, part.characters]),
  };
  const left = dropped.map(
    ({ reason, count }) => html`<li>${formatCount(count)} of ${formatCount(rows)} rows were dropped: ${reason}</li>`,
  );
  const read = files.map(({ file, rows: own }) => html`<li>${file}: ${formatCount(own)} rows</li>`);
  return html`${dataTable(table)}<ul>${read}${left}<li>Parts: ${split}</li></ul>`;
}

/** Lengths as a table. */
export function lengthTable({ lengths: { words, characters, tokens } }: Exploration): Html {
  const units = [
    { name: "Words", ...words },
    { name: "Characters", ...characters },
    ...(tokens === undefined ? [] : [{ name: "Tokens", ...tokens }]),
  ];
  const row = (name: string, of: NumberSummary) => [
    name,
    ...[of.mean, of.sd].map((value) => ({ show: formatTenths(value), sort: value })),
    ...[of.min, of.q1, of.median, of.q3, of.max].map((value) => ({ show: formatCount(value), sort: value })),
  ];
  const rows = units.flatMap(({ name, all, parts }) => {
    const byPart = Object.entries(parts);
    return [row(name, all), ...(byPart.length > 1 ? byPart.map(([part, own]) => row(`${name}, ${part}`, own)) : [])];
  });
  const headers = ["Mean", "SD", "Min", "Q1", "Median", "Q3", "Max"];
  const columns = [{ header: "Length in" }, ...headers.map((header) => ({ header, numeric: true }))];
  return html`${dataTable({ caption: "Lengths of the texts", columns, rows, filter: false })}${tokens && tokenLine(tokens)}`;
}

function tokenLine(tokens: NonNullable<Exploration["lengths"]["tokens"]>): Html {
  const cut = Object.entries(tokens.cut).map(
    ([part, { texts, share }]) => `${part} ${formatCount(texts)} (${percent(share)})`,
  );
  return html`<p>Tokens are those of the model's tokenizer (${tokens.tokenizer}). A model takes ${formatCount(tokens.max_length)} of
them; longer texts are cut: ${cut.join(", ")}. 95 of 100 texts fit in ${formatCount(tokens.p95)}.</p>`;
}

/** What stripping and cleaning do to some rows, and to all together. */
export function samples({ samples: rows, cleaning }: Exploration): Html {
  const { changed, emptied, words } = cleaning;
  const kept = words.before === 0 ? 1 : words.after / words.before;
  const total = html`<p>Stripping and cleaning changed ${formatCount(changed)} texts beyond their white space, emptied
${formatCount(emptied)}, and kept ${percent(kept)} of the words.</p>`;
  const items = rows.map(({ id, place, labels, before, after }) => {
    const said = html`<h3>${labels.join(" · ")}</h3><p class="muted">${place}, id ${id}</p>`;
    if (before.trim() === after) return html`<article>${said}<pre class="text">${after}</pre></article>`;
    return html`<article>${said}<div class="beside"><div><h4>As read</h4><pre class="text">${before}</pre></div>
<div><h4>As a model gets it</h4><pre class="text">${after === "" ? "(empty)" : after}</pre></div></div></article>`;
  });
  return html`${total}<div class="samples">${items}</div>`;
}

/** Vocabulary by part, and the commonest unknown words. */
export function vocabularyTable({ vocabulary }: Exploration): Html {
  const parts = Object.entries(vocabulary.parts) as [string, PartVocabulary][];
  const hasVectors = vocabulary.vectors !== undefined;
  const shares = (unknown: UnknownWords | undefined) =>
    [unknown?.token_share, unknown?.type_share].map((share) =>
      share === undefined ? undefined : { show: percent(share), sort: share },
    );
  const columns = [
    { header: "Part" },
    { header: "Tokens", numeric: true, help: "words and marks" },
    { header: "Types", numeric: true, help: "different words and marks" },
    { header: "Once", numeric: true, help: "types that occur once" },
    { header: "New tokens", numeric: true, help: "share of the tokens that the training part does not have" },
    { header: "New types", numeric: true, help: "share of the types that the training part does not have" },
    ...(hasVectors
      ? [
          { header: "Tokens, no vector", numeric: true, help: "share of the tokens that have no pretrained vector" },
          { header: "Types, no vector", numeric: true, help: "share of the types that have no pretrained vector" },
        ]
      : []),
  ];
  const rows = parts.map(([part, own]) => [
    part,
    own.tokens,
    own.types,
    own.once,
    ...shares(own.new_to_training),
    ...(hasVectors ? shares(own.without_vector) : []),
  ]);
  const lists = parts.flatMap(([part, own]) => [
    wordList(`Words of ${part} that training does not have`, own.new_to_training),
    wordList(`Words of ${part} without a vector in ${vocabulary.vectors ?? ""}`, own.without_vector),
  ]);
  return html`${dataTable({ caption: "Words and marks by part", columns, rows, filter: false })}${lists}`;
}

function wordList(title: string, unknown: UnknownWords | undefined): Html | undefined {
  if (unknown === undefined || unknown.commonest.length === 0) return undefined;
  const words = unknown.commonest.map(({ word, tokens }) => `${word} ${formatCount(tokens)}`).join(", ");
  return html`<p><strong>${title}</strong>: ${words}${unknown.types > unknown.commonest.length && ", …"}</p>`;
}
