import type { NgramAnalyzer } from "./analyzers.js";
import { Int32List, withCapacity } from "./growable.js";

/** How often each n-gram occurs in each text, by compressed rows, n-grams in order of first occurrence. */
export interface Counts {
  readonly indptr: Int32Array;
  readonly nodes: Int32Array;
  readonly counts: Int32Array;
  /** A node's texts. */
  readonly documentFrequency: Int32Array;
  /** A node's occurrences. */
  readonly termFrequency: Int32Array;
}

/** Counts the n-grams of all texts. */
export function countNgrams(texts: readonly string[], analyzer: NgramAnalyzer): Counts {
  const indptr = new Int32Array(texts.length + 1);
  const nodes = new Int32List();
  const counts = new Int32List();
  const found = new Int32List();
  let inText = new Int32Array(1024);
  let documentFrequency = new Int32Array(1024);
  let termFrequency = new Int32Array(1024);
  for (const [row, text] of texts.entries()) {
    found.clear();
    analyzer.analyze(text, found);
    const size = analyzer.trie.size;
    inText = withCapacity(inText, size);
    documentFrequency = withCapacity(documentFrequency, size);
    termFrequency = withCapacity(termFrequency, size);
    const begin = nodes.length;
    for (let i = 0; i < found.length; i++) {
      const node = found.items[i] as number;
      if (inText[node] === 0) nodes.push(node);
      (inText[node] as number)++;
    }
    for (let i = begin; i < nodes.length; i++) {
      const node = nodes.items[i] as number;
      counts.push(inText[node] as number);
      (documentFrequency[node] as number)++;
      termFrequency[node] = (termFrequency[node] as number) + (inText[node] as number);
      inText[node] = 0;
    }
    indptr[row + 1] = nodes.length;
  }
  return { indptr, nodes: nodes.items, counts: counts.items, documentFrequency, termFrequency };
}

/** Which n-grams become features. */
export interface Selection {
  /** Texts that a feature must occur in. */
  readonly minDf: number;
  /** Features kept, those with most occurrences first. */
  readonly maxFeatures: number;
}

/**
 * The names of the n-grams that are kept, in the order of JavaScript's strings (UTF-16 units).
 *
 * Of n-grams with equally many occurrences the first in this order are kept. scikit-learn keeps any of them: its
 * unstable sort gives other ones on other processors.
 */
export function selectFeatures(analyzer: NgramAnalyzer, counts: Counts, selection: Selection): string[] {
  const { documentFrequency, termFrequency } = counts;
  const frequent: number[] = [];
  for (let node = 1; node < analyzer.trie.size; node++) {
    if ((documentFrequency[node] as number) >= selection.minDf) frequent.push(node);
  }
  const nameOf = (node: number) => analyzer.nameOf(node);
  if (frequent.length <= selection.maxFeatures) return frequent.map(nameOf).sort();
  const ascending = Int32Array.from(frequent, (node) => termFrequency[node] as number).sort();
  const threshold = ascending[ascending.length - selection.maxFeatures] as number;
  const above = frequent.filter((node) => (termFrequency[node] as number) > threshold).map(nameOf);
  const tied = frequent.filter((node) => termFrequency[node] === threshold).map(nameOf);
  return [...above, ...tied.sort().slice(0, selection.maxFeatures - above.length)].sort();
}
