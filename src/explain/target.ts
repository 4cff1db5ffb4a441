import type { Classifier } from "../classifier/index.js";
import { argMax, type Gold, holdsSets, PATH_SEPARATOR, pathNodes, rowOf } from "../labels/index.js";
import { PinakesError, present } from "../shared/index.js";

/** A label whose score is explained. */
export interface Target {
  /** The head that it is of: "label", "labels", "level1", "nodes". */
  readonly head: string;
  readonly label: string;
  /** The output of the model that says it, and its places there: several where a softmax is over whole paths. */
  readonly output: number;
  readonly places: readonly number[];
  /** Where its probability stands among the classifier's scores. */
  readonly score: { readonly array: number; readonly id: number };
}

/**
 * The score of a label: its logit; of several places, the logarithm of the sum of their exponentials, which is the logit of
 * all of them together.
 * @param logits  [size] an output
 */
export function targetScore({ output, places }: Target, logits: readonly ArrayLike<number>[]): number {
  const own = present(logits[output], "an output's logits");
  if (places.length === 1) return own[places[0] as number] as number;
  const largest = Math.max(...places.map((place) => own[place] as number));
  return largest + Math.log(places.reduce((sum, place) => sum + Math.exp((own[place] as number) - largest), 0));
}

/** The derivatives of {@link targetScore} at the logits, [size] an output. */
export function targetWeights({ output, places }: Target, logits: readonly ArrayLike<number>[]): Float32Array[] {
  const own = present(logits[output], "an output's logits");
  const largest = Math.max(...places.map((place) => own[place] as number));
  const total = places.reduce((sum, place) => sum + Math.exp((own[place] as number) - largest), 0);
  return logits.map((values, index) => {
    const weights = new Float32Array(values.length);
    if (index !== output) return weights;
    for (const place of places) weights[place] = Math.exp((own[place] as number) - largest) / total;
    return weights;
  });
}

/** The labels that are explained where none is named: those that are answered; of an empty set the most probable one. */
export function answeredTargets(classifier: Classifier, scores: readonly Float32Array[], answer: Gold): Target[] {
  const { space } = classifier;
  if (!holdsSets(space)) return pathTargets(classifier, answer);
  const [head] = space.heads;
  const [own] = rowOf(scores, 0, 1);
  const ids = answer.map((label) => present(head, "the head").labels.indexOf(label));
  const byScore = ids.sort((a, b) => (own?.[b] ?? 0) - (own?.[a] ?? 0));
  return (byScore.length > 0 ? byScore : [argMax(own ?? [])]).map((id) => setTarget(classifier, id));
}

/**
 * The label of a name: of a hierarchy its joined path, or the name of one of its nodes.
 * @throws PinakesError EXPLAIN_MODEL where the model knows no such label
 */
export function namedTarget(classifier: Classifier, name: string): Target {
  const { space, scheme } = classifier;
  if (holdsSets(space)) {
    const id = present(space.heads[0], "the head").labels.indexOf(name);
    if (id >= 0) return setTarget(classifier, id);
  } else if (scheme.taxonomy) {
    const node = scheme.taxonomy.nodes.find(({ path, name: own }) => path === name || own === name);
    if (node) return nodeTarget(classifier, node.id);
  } else {
    const level = space.heads.findIndex(({ labels }) => labels.includes(name));
    if (level >= 0) return levelTarget(classifier, level, name);
  }
  const known = space.heads.flatMap(({ labels }) => labels).slice(0, 8);
  throw new PinakesError("EXPLAIN_MODEL", {
    where: `label ${name}`,
    message: "the model knows no such label.",
    fix: `name one of its labels: ${known.join(", ")}, ….`,
  });
}

function pathTargets(classifier: Classifier, path: Gold): Target[] {
  if (!classifier.scheme.taxonomy) return path.map((label, level) => levelTarget(classifier, level, label));
  return pathNodes(classifier.space, path).map((id) => nodeTarget(classifier, id));
}

function levelTarget({ space, scheme }: Classifier, level: number, label: string): Target {
  const { name, labels } = present(space.heads[level], "a head");
  const place = present(scheme.places[level], "the places of an output").indexOf(label);
  return { head: name, label, output: level, places: [place], score: { array: level, id: labels.indexOf(label) } };
}

/** A label of a set, or a node of a set of paths. */
function setTarget({ space, scheme }: Classifier, id: number): Target {
  const { name, labels } = present(space.heads[0], "the head");
  const label = present(labels[id], "a label");
  const place = present(scheme.places[0], "the places of the output").indexOf(label);
  return { head: name, label, output: 0, places: [place], score: { array: 0, id } };
}

function nodeTarget({ space, scheme }: Classifier, id: number): Target {
  const node = present(scheme.taxonomy?.nodes[id], "a node");
  const output = scheme.outputs.length > 1 ? node.level : 0;
  const overPaths = scheme.outputs.length === 1 && scheme.outputs[0]?.kind === "softmax";
  const places = present(scheme.places[output], "the places of an output").flatMap((path, place) =>
    path === node.path || (overPaths && path.startsWith(`${node.path}${PATH_SEPARATOR}`)) ? [place] : [],
  );
  const head = present(space.heads[node.level], "a head").name;
  return { head, label: node.name, output, places, score: { array: space.heads.length, id } };
}

/** Whether a gold says a label. */
export function goldSays(classifier: Classifier, gold: Gold, { head, label }: Target): boolean {
  const { space } = classifier;
  if (holdsSets(space)) return gold.includes(label);
  return gold[space.heads.findIndex(({ name }) => name === head)] === label;
}
