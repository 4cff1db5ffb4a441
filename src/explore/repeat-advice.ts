import { type Advice, adviceWhere, counted, percent } from "./advice.js";
import type { ExploredFigures } from "./exploration.js";
import type { Leak, RepeatGroup, RepeatReport } from "./repeats/repeats.js";

/** What texts that occur more than once mean. */
export function repeatAdvice({ repeats, task }: ExploredFigures): Advice[] {
  return [
    ...repeats.leaks.flatMap((leak) => leakAdvice(leak, repeats)),
    ...conflicts(repeats, task),
    ...within(repeats),
  ];
}

function leakAdvice({ from, into, exact, near, share, conflicting }: Leak, { groups }: RepeatReport): Advice[] {
  const other = conflicting > 0 ? `; ${conflicting} of them with other labels` : "";
  return adviceWhere(exact + near > 0, {
    code: "texts_across_parts",
    level: "problem",
    message:
      `${counted(exact + near, `${into} text`)} (${percent(share)}) also stand in ${from}: ${exact} equal, ` +
      `${near} nearly equal${other}. Figures on them say how well a model remembers.`,
    fix:
      "drop one of each two, or keep them on one side: give them a common value in a column, and set " +
      "data.split: {method: group, by: COLUMN}.",
    count: exact + near,
    places: placesOf(
      groups.filter(({ texts }) => [from, into].every((name) => texts.some(({ part }) => part === name))),
    ),
  });
}

function conflicts({ exact, near, groups }: RepeatReport, task: ExploredFigures["task"]): Advice[] {
  const count = exact.conflicting + near.conflicting;
  return adviceWhere(count > 0, {
    code: "repeats_with_other_labels",
    level: "warning",
    message:
      `${counted(exact.conflicting, "group")} of equal and ${near.conflicting} of nearly equal texts have different ` +
      "labels: no model can be right on all of them.",
    fix: `decide which is right${task === "multi-class" ? ", or, where a text belongs to several, make the task multi-label" : ""}.`,
    count,
    places: placesOf(groups.filter(({ conflicting }) => conflicting)),
  });
}

function within({ exact, near, within: byPart }: RepeatReport): Advice[] {
  const parts = Object.entries(byPart).filter(([, count]) => count > 0);
  const count = parts.reduce((sum, [, own]) => sum + own, 0);
  return adviceWhere(count > 0, {
    code: "repeats_within_part",
    level: "note",
    message:
      `repeated texts within a part, beyond the first of each: ${parts.map(([part, own]) => `${part} ${own}`).join(", ")}; ` +
      `${counted(exact.groups, "group")} of equal texts and ${near.groups} of nearly equal ones in all.`,
    fix: "drop the repeats, unless such texts come as often in use: they count more than others in training and in figures.",
    count,
    places: [],
  });
}

const PLACES = 5;

function placesOf(groups: readonly RepeatGroup[]): string[] {
  return groups.slice(0, PLACES).map(({ texts }) => {
    const [one, other] = pairToShow(texts);
    return `${one?.place} (${one?.part}) = ${other?.place} (${other?.part})`;
  });
}

/** Two texts of a group: of different parts, or else with different labels, where there are such. */
function pairToShow(texts: RepeatGroup["texts"]) {
  const [first] = texts;
  const other =
    texts.find(({ part }) => part !== first?.part) ??
    texts.find(({ labels }) => labels.join() !== first?.labels.join()) ??
    texts[1];
  return [first, other];
}
