import { dataTable, type Html, html } from "../../page/index.js";
import { formatCount } from "../../shared/index.js";
import { percent } from "../advice.js";
import type { Exploration } from "../exploration.js";
import type { RepeatGroup } from "../repeats/repeats.js";

/** Texts that are alike, within parts and across them. */
export function repeatSection({ repeats }: Exploration): Html {
  const { exact, near, leaks, groups, threshold, shingle_words: words, within } = repeats;
  const columns = [
    { header: "Texts of" },
    { header: "that stand in" },
    { header: "Equal", numeric: true },
    { header: "Nearly equal", numeric: true },
    { header: "Share", numeric: true },
    { header: "Other labels", numeric: true, help: "than each text that they are like" },
  ];
  const rows = leaks.map((leak) => [
    leak.into,
    leak.from,
    leak.exact,
    leak.near,
    { show: percent(leak.share), sort: leak.share },
    leak.conflicting,
  ]);
  const inParts = Object.entries(within).map(([part, count]) => `${part} ${formatCount(count)}`);
  const shown = groups.length < exact.groups + near.groups ? ` The ${groups.length} most telling are shown.` : "";
  return html`<p>Groups of equal texts (but for case, white space and marks): ${formatCount(exact.groups)}; of nearly equal ones, which
share at least ${percent(threshold)} of their runs of ${words} words: ${formatCount(near.groups)}. With different labels:
${formatCount(exact.conflicting + near.conflicting)}.
${inParts.length > 0 && `Beyond the first of each group in a part: ${inParts.join(", ")}.`}${shown}</p>
${leaks.length > 0 && dataTable({ caption: "Texts that stand in another part, too", columns, rows, filter: false })}
<ol class="groups">${groups.map(groupItem)}</ol>`;
}

const PREVIEW = 70;

function shorten(text: string): string {
  return text.length <= PREVIEW ? text : `${text.slice(0, PREVIEW).trimEnd()}…`;
}

function groupItem({ texts, similarity, conflicting, excerpt }: RepeatGroup): Html {
  const parts = [...new Set(texts.map(({ part }) => part))];
  const kind = similarity === 1 ? "equal" : `nearly equal (${percent(similarity)})`;
  const warning = conflicting && html` <strong class="odd">different labels</strong>`;
  const rows = texts.map(
    ({ part, place, id, labels }) =>
      html`<li>${part}: ${labels.join(" · ")} <span class="muted">${place}, id ${id}</span></li>`,
  );
  return html`<li><details><summary>${texts.length} texts, ${kind}, ${parts.join(" and ")}${warning}: <span class="muted">${shorten(excerpt)}</span></summary>
<blockquote>${excerpt}</blockquote><ul>${rows}</ul></details></li>`;
}
