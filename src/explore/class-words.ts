import { headLabels } from "../data/index.js";
import { createStopWordFilter } from "../text/index.js";
import type { Corpus } from "./corpus.js";
import type { ExploreInput } from "./input.js";

/** A word of a label's texts. */
export interface LabelWord {
  readonly word: string;
  /** Texts of the label that have it. */
  readonly texts: number;
  /** The z-score of its log-odds against all other texts: see {@link labelWords}. */
  readonly z: number;
}

/** The words of one label. */
export interface LabelWords {
  readonly head: string;
  readonly label: string;
  /** Texts of the training part that have the label. */
  readonly texts: number;
  /** The words of most texts, stop words of the texts' language and marks left out. */
  readonly top: readonly LabelWord[];
  /** The words that tell its texts from the others best. */
  readonly characteristic: readonly LabelWord[];
}

/** In place of a language: no word is a stop word. */
export const NO_LANGUAGE = "none";

const MOST_WORDS = 10;
/** Words of fewer texts of a label tell of these texts, not of the label. */
const FEWEST_TEXTS = 2;

/**
 * The commonest and the most characteristic words of each label in the first part.
 *
 * Characteristic are those with the highest z-score of the log-odds ratio against all other texts, with an informative
 * Dirichlet prior (Monroe, Colaresi & Quinn 2008, "Fightin' Words", eq. 15, 16, 20 and 22): rare words are held back by
 * the words' frequencies in all texts, which count as much as an average label does. Where the paper counts tokens, a word
 * counts once a text here, so that one long text that repeats it does not make it a label's.
 */
export function labelWords({
  parts,
  corpus,
  space,
  severalPaths,
  language,
}: Pick<ExploreInput, "parts" | "corpus" | "space" | "severalPaths" | "language">): LabelWords[] {
  const examples = parts[0]?.examples ?? [];
  const all: WordTally = { texts: examples.length, counts: new Map(), total: 0 };
  const labels = new Map<string, WordTally & { head: string; label: string }>();
  for (const [row, example] of examples.entries()) {
    const words = wordsOf(corpus, row);
    count(all, words);
    for (const { head, label } of headLabels({ task: space.task, severalPaths }, example)) {
      const key = `${head}\u0000${label}`;
      const own = labels.get(key) ?? { head, label, texts: 0, counts: new Map(), total: 0 };
      labels.set(key, own);
      own.texts += 1;
      count(own, words);
    }
  }
  const isStopWord = stopWords(language);
  const perHead = new Map<string, number>();
  for (const { head } of labels.values()) perHead.set(head, (perHead.get(head) ?? 0) + 1);
  return [...labels.values()].map((own) => ({
    head: own.head,
    label: own.label,
    texts: own.texts,
    ...bestWords(own, all, { corpus, isStopWord, prior: all.total / (perHead.get(own.head) ?? 1) }),
  }));
}

/** In how many texts each word occurs. */
interface WordTally {
  texts: number;
  readonly counts: Map<number, number>;
  total: number;
}

/** Different words of a text, without marks. */
function wordsOf({ texts, isWord }: Corpus, row: number): Set<number> {
  return new Set((texts[row] as Int32Array).filter((id) => isWord[id] === 1));
}

function count(tally: WordTally, words: ReadonlySet<number>): void {
  for (const id of words) tally.counts.set(id, (tally.counts.get(id) ?? 0) + 1);
  tally.total += words.size;
}

function bestWords(
  own: WordTally,
  all: WordTally,
  { corpus, isStopWord, prior }: { corpus: Corpus; isStopWord: (word: string) => boolean; prior: number },
): Pick<LabelWords, "top" | "characteristic"> {
  const words = [...own.counts].map(([id, texts]) => {
    const inAll = all.counts.get(id) ?? texts;
    const z = logOddsZ(
      { count: texts, total: own.total },
      { count: inAll - texts, total: all.total - own.total },
      { count: (prior * inAll) / all.total, total: prior },
    );
    return { word: corpus.words[id] as string, texts, z };
  });
  const byTexts = (a: LabelWord, b: LabelWord) => b.texts - a.texts || b.z - a.z;
  const fewest = Math.min(FEWEST_TEXTS, own.texts);
  const telling = words.filter(({ texts, z }) => texts >= fewest && z > 0);
  return {
    characteristic: telling.sort((a, b) => b.z - a.z).slice(0, MOST_WORDS),
    top: words
      .sort(byTexts)
      .filter(({ word }) => !isStopWord(word))
      .slice(0, MOST_WORDS),
  };
}

/** How often a word occurs among how many. */
export interface WordShare {
  readonly count: number;
  readonly total: number;
}

/**
 * The z-score of the log-odds ratio of a word between two groups under a Dirichlet prior (Monroe et al. 2008, eq. 16, 20
 * and 22). 0 where one group is all there is.
 */
export function logOddsZ(own: WordShare, others: WordShare, prior: WordShare): number {
  if (others.total === 0) return 0;
  const odds = (group: WordShare): number => {
    const count = group.count + prior.count;
    return Math.log(count / (group.total + prior.total - count));
  };
  const variance = 1 / (own.count + prior.count) + 1 / (others.count + prior.count);
  const z = (odds(own) - odds(others)) / Math.sqrt(variance);
  return Number.isFinite(z) ? z : 0;
}

function stopWords(language: string): (word: string) => boolean {
  const filter = createStopWordFilter(language === NO_LANGUAGE ? [] : language);
  // What the tokenizer leaves of a contraction (n't, 's) stands in no list; nor do single letters tell much.
  return (word) => word.length < 2 || /['’]/u.test(word) || filter(word) === " ";
}
