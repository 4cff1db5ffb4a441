import { present } from "../shared/index.js";
import { type TaxonomyNode, taxonomyOf } from "./taxonomy/taxonomy.js";
import type { Finding, LabelSpace } from "./types.js";

const PLACES = 5;

/**
 * What is odd about a hierarchy without being wrong: labels that stand under several parents, paths that end above the
 * last level, and such that end where others go on.
 */
export function labelSpaceFindings(space: LabelSpace): Finding[] {
  // A set of paths may end anywhere, and its nodes are classes of their own.
  if (space.task !== "hierarchical" || space.parents !== undefined) return [];
  return [...sharedLabels(space), ...shortPaths(space), ...innerEnds(space)];
}

function sharedLabels(space: LabelSpace): Finding[] {
  const { nodes } = taxonomyOf(space);
  return space.heads.slice(1).flatMap(({ name, labels }, above) => {
    const parents = new Map<number, string[]>();
    for (const { level, label, parent } of nodes) {
      if (level !== above + 1) continue;
      parents.set(label, [...(parents.get(label) ?? []), present(nodes[parent], "a parent").name]);
    }
    const shared = [...parents].filter(([, names]) => names.length > 1).sort(([a], [b]) => a - b);
    return finding("label_under_several_parents", {
      message:
        `${shared.length} of ${labels.length} labels of ${name} stand under more than one parent, and the level counts ` +
        "each as one class; if they mean something else under each, set hierarchy.labels_within_parent: true.",
      places: shared.map(([label, names]) => `${labels[label]} (under ${names.join(", ")})`),
    });
  });
}

function shortPaths(space: LabelSpace): Finding[] {
  const levels = space.heads.length;
  const short = endsOf(space).filter(({ level }) => level + 1 < levels);
  return finding("paths_of_different_depth", {
    message: `${short.length} of ${space.paths.length} paths end above level ${levels}.`,
    places: short.map(({ path }) => path),
  });
}

function innerEnds(space: LabelSpace): Finding[] {
  const inner = endsOf(space).filter(({ children }) => children.length > 0);
  return finding("paths_end_at_inner_nodes", {
    message: `${inner.length} of ${space.paths.length} paths end at a node where others go on.`,
    places: inner.map(({ path }) => path),
  });
}

function endsOf(space: LabelSpace): TaxonomyNode[] {
  return taxonomyOf(space).nodes.filter(({ ends }) => ends);
}

/** As many as there are places; none where there are none. */
function finding(code: string, { message, places }: { message: string; places: readonly string[] }): Finding[] {
  if (places.length === 0) return [];
  return [{ code, message, count: places.length, places: places.slice(0, PLACES) }];
}
