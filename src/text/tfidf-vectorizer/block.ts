import { type AnalyzerKind, createAnalyzer, type NgramAnalyzer } from "./analyzers.js";
import { type Counts, countNgrams, selectFeatures } from "./counts.js";
import { Int32List } from "./growable.js";
import { ABSENT } from "./ngram-trie.js";
import type { RowBuilder } from "./row-builder.js";

/** The options of one kind of n-gram. */
export interface BlockOptions {
  /** Shortest and longest n-gram, in words or characters. */
  readonly ngrams: readonly [number, number];
  /** Texts that a feature must occur in. */
  readonly minDf: number;
  /** Features kept, those with most occurrences first. */
  readonly maxFeatures: number;
}

/** What a block knows once it is fitted. */
export interface BlockState {
  readonly kind: AnalyzerKind;
  readonly ngrams: readonly [number, number];
  /** Ascending by UTF-16 units; a feature's place is its column. */
  readonly features: readonly string[];
  /** [features] smoothed inverse document frequencies. */
  readonly idf: Float64Array;
}

/** The features of one kind of n-gram, and how a normalised text becomes a row over them. */
export class TfidfBlock {
  private readonly analyzer: NgramAnalyzer;
  /** [nodes of the trie] the column of a node, or ABSENT. */
  private readonly columnOfNode: Int32Array;
  private readonly counts: Int32Array;
  private readonly found = new Int32List();
  private readonly columns = new Int32List();

  constructor(
    readonly state: BlockState,
    private readonly sublinearTf: boolean,
  ) {
    this.analyzer = createAnalyzer({ kind: state.kind, ngrams: state.ngrams, learning: false });
    const nodes = state.features.map((name) => this.analyzer.add(name));
    this.columnOfNode = new Int32Array(this.analyzer.trie.size).fill(ABSENT);
    for (const [column, node] of nodes.entries()) this.columnOfNode[node] = column;
    this.counts = new Int32Array(state.features.length);
  }

  /** Appends the TF-IDF values of a text to the row being built, from column `offset` on. */
  appendText(text: string, row: RowBuilder, offset: number): void {
    this.found.clear();
    this.analyzer.analyze(text, this.found);
    this.columns.clear();
    for (let i = 0; i < this.found.length; i++) {
      const column = this.columnOfNode[this.found.items[i] as number] as number;
      if (column === ABSENT) continue;
      if (this.counts[column] === 0) this.columns.push(column);
      (this.counts[column] as number)++;
    }
    this.appendCounted(row, offset);
  }

  /** Where the features of a text stand that comes as normalised parts: of each occurrence the column and its parts. */
  locate(parts: readonly string[], emit: (column: number, partsOf: Int32Array) => void): void {
    this.analyzer.locate(parts, (node, partsOf) => {
      const column = this.columnOfNode[node] as number;
      if (column !== ABSENT) emit(column, partsOf);
    });
  }

  /** Appends row `index` of counts whose nodes `columnOf` maps to columns. */
  appendCounts(source: { counts: Counts; columnOf: Int32Array; index: number }, row: RowBuilder, offset: number): void {
    const { counts, columnOf, index } = source;
    this.columns.clear();
    for (let p = counts.indptr[index] as number; p < (counts.indptr[index + 1] as number); p++) {
      const column = columnOf[counts.nodes[p] as number] as number;
      if (column === ABSENT) continue;
      this.columns.push(column);
      this.counts[column] = counts.counts[p] as number;
    }
    this.appendCounted(row, offset);
  }

  /** Weighs, normalises (l2) and appends what `columns` and `counts` hold, and clears the counts. */
  private appendCounted(row: RowBuilder, offset: number): void {
    const columns = this.columns.items.subarray(0, this.columns.length).sort();
    const begin = row.length;
    let squares = 0;
    for (const column of columns) {
      const count = this.counts[column] as number;
      const value = (this.sublinearTf ? Math.log(count) + 1 : count) * (this.state.idf[column] as number);
      squares += value * value;
      row.push(offset + column, value);
      this.counts[column] = 0;
    }
    if (squares > 0) row.divideFrom(begin, Math.sqrt(squares));
  }
}

/** A block fitted on normalised texts, with a function that appends the row of each of them without a second count. */
export function fitBlock(
  texts: readonly string[],
  options: BlockOptions & { readonly kind: AnalyzerKind; readonly sublinearTf: boolean },
): { block: TfidfBlock; appendFitted: (index: number, row: RowBuilder, offset: number) => void } {
  const { kind, ngrams, sublinearTf } = options;
  const learner = createAnalyzer({ kind, ngrams, learning: true });
  const counts = countNgrams(texts, learner);
  const features = selectFeatures(learner, counts, options);
  const idf = new Float64Array(features.length);
  const columnOf = new Int32Array(learner.trie.size).fill(ABSENT);
  for (const [column, name] of features.entries()) {
    const node = learner.add(name);
    columnOf[node] = column;
    idf[column] = Math.log((1 + texts.length) / (1 + (counts.documentFrequency[node] as number))) + 1;
  }
  const block = new TfidfBlock({ kind, ngrams, features, idf }, sublinearTf);
  return {
    block,
    appendFitted: (index, row, offset) => block.appendCounts({ counts, columnOf, index }, row, offset),
  };
}
