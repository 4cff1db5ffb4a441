import {
  decodingOf,
  encode,
  type Gold,
  type HierarchyConfig,
  holdsSets,
  type LabelSpace,
  nodeScorer,
  pathNodes,
  rowOf,
} from "../labels/index.js";
import { present } from "../shared/index.js";
import type { PredictedPath } from "./conformal/deepest-node.js";
import type { Scores } from "./scores.js";

/** What reading a hierarchy's scores takes of the config. */
export type ScoredHierarchy = Pick<HierarchyConfig, "method" | "paths" | "decoding" | "threshold">;

/** Answers with the scores that they were made from. */
export interface ScoredAnswers {
  readonly scores: Scores;
  /** [N] what was answered. */
  readonly answers: readonly Gold[];
}

/**
 * How sure a model is of each answer, in [0, 1], if its probabilities can be believed: of one label its probability; of a
 * path that of its deepest node; of a set the probability of exactly these labels, each on its own (a node given its
 * parent). An empty path is not sure at all. [N]
 */
export function answerScores(space: LabelSpace, hierarchy: ScoredHierarchy, answered: ScoredAnswers): Float64Array {
  const { scores, answers } = answered;
  if (space.task === "hierarchical" && !holdsSets(space)) {
    const paths = answeredPaths(space, hierarchy, answered);
    return Float64Array.from(paths, ({ probabilities: own }) =>
      own.length === 0 ? 0 : Math.min(1, ...Array.from(own)),
    );
  }
  return Float64Array.from(answers, (answer, row) => {
    const own = present(rowOf(scores, row, answers.length)[0], "the head's scores");
    const ids = encode(space, answer);
    return holdsSets(space) ? setProbability(own, ids, space.parents) : (own[ids[0] as number] as number);
  });
}

/** Whether an answer is exactly what is meant. */
export function isRight(gold: Gold, answer: Gold): boolean {
  return gold.length === answer.length && gold.every((label, at) => label === answer[at]);
}

/**
 * The answered paths of one path a text, as label ids from the first level down, each node with its probability. Where
 * levels are decoded each by itself, that of a node is the product of its labels'.
 */
export function answeredPaths(
  space: LabelSpace,
  hierarchy: ScoredHierarchy,
  { scores, answers }: ScoredAnswers,
): PredictedPath[] {
  const isPerLevel = decodingOf(hierarchy) === "per_level";
  const nodes = isPerLevel ? undefined : nodeScorer(space, hierarchy);
  return answers.map((answer, row): PredictedPath => {
    const own = rowOf(scores, row, answers.length);
    const ids = encode(space, answer).slice(0, answer.length);
    if (nodes) {
      const all = nodes(own);
      return { nodes: ids, probabilities: pathNodes(space, answer).map((id) => all[id] as number) };
    }
    let product = 1;
    const probabilities = ids.map((id, level) => {
      product *= present(own[level], "a level's scores")[id] as number;
      return product;
    });
    return { nodes: ids, probabilities };
  });
}

function setProbability(scores: Float32Array, ids: readonly number[], parents: readonly number[] | undefined): number {
  const said = new Set(ids);
  let log = 0;
  for (const [id, score] of scores.entries()) {
    const parent = parents?.[id] ?? -1;
    if (parent >= 0 && !said.has(parent)) continue;
    const above = parent < 0 ? 1 : (scores[parent] as number);
    const holds = above > 0 ? Math.min(1, score / above) : 0;
    log += Math.log(said.has(id) ? holds : 1 - holds);
  }
  return Math.exp(log);
}
