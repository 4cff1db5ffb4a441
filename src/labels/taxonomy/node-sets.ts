import { present } from "../../shared/index.js";
import type { Gold, LabelSpace } from "../types.js";
import { joinPath, parentPath, splitPath } from "./paths.js";
import { pathNodes, type Taxonomy, taxonomyOf } from "./taxonomy.js";

/** Labels as sets of nodes, which is what hierarchical metrics compare. */
export interface NodeSets {
  /** Node ids of each gold, ascending: what it passes, from the first level down to its ends. */
  readonly gold: readonly (readonly number[])[];
  /** Likewise of each prediction. Of a path that the tree has not, see {@link nodeSets}. */
  readonly predicted: readonly (readonly number[])[];
  /** The parent of each node, −1 on the first level: the nodes of the taxonomy, then those that only the lists have. */
  readonly parents: readonly number[];
  /** The joined path of each node. */
  readonly paths: readonly string[];
}

/**
 * The nodes that golds and predictions of a hierarchy pass (Kiritchenko et al. 2006: a label counts with all that are
 * above it). Paths may end at any level, and a text may have several. A gold path that the tree lacks gives nodes of its
 * own. A predicted label that doesn't stand under the one above it (independent heads) counts as the node of its level
 * with that name where there is one only, as HiClass counts it, else as a node that no gold has.
 */
export function nodeSets(
  space: LabelSpace,
  lists: { readonly gold: readonly Gold[]; readonly predicted: readonly Gold[] },
): NodeSets {
  const numbering = new Numbering(space);
  // The golds go first, so that a path which only they have is known when a prediction is looked up.
  const gold = lists.gold.map((labels) => numbering.goldNodes(labels));
  const predicted = lists.predicted.map((labels) => numbering.predictedNodes(labels));
  return { gold, predicted, parents: numbering.parents, paths: numbering.paths };
}

/** Gives ids to nodes: those of the taxonomy, and further ones in order of occurrence. */
class Numbering {
  readonly parents: number[];
  readonly paths: string[];
  private readonly taxonomy: Taxonomy;
  private readonly byPath: ReadonlyMap<string, number>;
  /** Of nodes that the taxonomy lacks, by parent and name. */
  private readonly added = new Map<string, number>();
  /** Of each level and label the only node; undefined where there are several. */
  private readonly lone = new Map<string, number | undefined>();

  constructor(private readonly space: LabelSpace) {
    this.taxonomy = taxonomyOf(space);
    this.parents = this.taxonomy.nodes.map(({ parent }) => parent);
    this.paths = this.taxonomy.nodes.map(({ path }) => path);
    this.byPath = new Map(this.paths.map((path, id) => [path, id]));
    for (const { id, level, name } of this.taxonomy.nodes) {
      const key = `${level} ${name}`;
      this.lone.set(key, this.lone.has(key) ? undefined : id);
    }
  }

  goldNodes(labels: Gold): number[] {
    return this.space.parents === undefined ? this.pathIds(labels) : this.setIds(labels);
  }

  predictedNodes(labels: Gold): number[] {
    if (this.space.parents !== undefined) return this.setIds(labels);
    const consistent = pathNodes(this.space, labels).length === labels.length;
    const ids = consistent ? this.pathIds(labels) : labels.map((name, level) => this.levelId(labels, name, level));
    return ascending(ids);
  }

  /** A label of a path that is none of the tree. */
  private levelId(labels: Gold, name: string, level: number): number {
    const prefix = pathNodes(this.space, labels.slice(0, level + 1));
    const exact = prefix.length === level + 1 ? prefix.at(-1) : undefined;
    return (
      exact ?? this.lone.get(`${level} ${name}`) ?? present(this.pathIds(labels.slice(0, level + 1)).at(-1), "a node")
    );
  }

  private pathIds(labels: Gold): number[] {
    const ids = pathNodes(this.space, labels);
    for (const name of labels.slice(ids.length)) ids.push(this.addedId(ids.at(-1) ?? -1, name));
    return ids;
  }

  private setIds(labels: Gold): number[] {
    return ascending(labels.map((path) => this.idOf(path)));
  }

  private idOf(path: string): number {
    const known = this.byPath.get(path);
    if (known !== undefined) return known;
    const above = parentPath(path);
    return this.addedId(above === undefined ? -1 : this.idOf(above), present(splitPath(path).at(-1), "a label"));
  }

  private addedId(parent: number, name: string): number {
    const key = `${parent} ${name}`;
    const known = this.added.get(key);
    if (known !== undefined) return known;
    const id = this.parents.length;
    this.parents.push(parent);
    this.paths.push(parent < 0 ? name : joinPath([present(this.paths[parent], "a parent's path"), name]));
    this.added.set(key, id);
    return id;
  }
}

function ascending(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((a, b) => a - b);
}
