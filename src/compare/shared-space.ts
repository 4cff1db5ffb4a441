import { buildLabelSpace, type Gold, type LabelSpace } from "../labels/index.js";
import { PinakesError, present } from "../shared/index.js";

/**
 * A label space that knows what each of the models knows: the same one where they have the same labels, as they do after
 * the same split.
 * @throws PinakesError COMPARE_SPLIT for models of different tasks
 */
export function sharedSpace(spaces: readonly LabelSpace[], names: readonly string[]): LabelSpace {
  const [first, ...others] = spaces as [LabelSpace, ...LabelSpace[]];
  for (const [at, space] of others.entries()) {
    if (kindOf(space) === kindOf(first)) continue;
    throw new PinakesError("COMPARE_SPLIT", {
      where: `${names[0]} and ${names[at + 1]}`,
      message: `they answer with other things: ${kindOf(first)} against ${kindOf(space)}.`,
      fix: "compare runs of one task; of a hierarchy, those with one path a text, or those with several (hierarchy.paths).",
    });
  }
  if (others.every((space) => labelKey(space) === labelKey(first))) return first;
  const golds = spaces.flatMap(goldsOf);
  return buildLabelSpace(golds, { task: first.task, severalPaths: first.parents !== undefined });
}

function kindOf({ task, parents }: LabelSpace): string {
  return task === "hierarchical" ? `${parents ? "several paths" : "one path"} a text` : task;
}

function labelKey({ heads, paths, parents }: LabelSpace): string {
  return JSON.stringify([heads.map(({ labels }) => labels), paths, parents]);
}

/** A gold for each label, path or node that a space has. */
function goldsOf({ heads, paths, parents }: LabelSpace): Gold[] {
  if (paths.length === 0 || parents) return (heads[0]?.labels ?? []).map((label) => [label]);
  return paths.map((path) => path.map((id, depth) => present(heads[depth]?.labels[id], "a label of a path")));
}
