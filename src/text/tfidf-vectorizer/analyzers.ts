import type { Int32List } from "./growable.js";
import { ABSENT, NgramTrie, ROOT } from "./ngram-trie.js";

/** The two ways to take n-grams from a text. */
export type AnalyzerKind = "word" | "char_wb";

/** Turns normalised texts into nodes of a trie of n-grams. */
export interface NgramAnalyzer {
  readonly trie: NgramTrie;
  /**
   * Appends the node of each n-gram of the text, repeats included. A learning analyzer adds n-grams that it has not
   * met; any other leaves them out.
   */
  analyze(text: string, into: Int32List): void;
  /**
   * The n-grams of a text that comes as parts, such as its words: of each the node, and in which part each of its symbols
   * stands. Joined by spaces the parts give the n-grams of the text.
   */
  locate(parts: readonly string[], emit: (node: number, partsOf: Int32Array) => void): void;
  /** The n-gram of a node as text. */
  nameOf(node: number): string;
  /** Adds an n-gram by its name; for a vocabulary that is known before the first text. */
  add(name: string): number;
}

/** What {@link createAnalyzer} makes. */
export interface AnalyzerOptions {
  readonly kind: AnalyzerKind;
  /** Shortest and longest n-gram, in tokens or characters. */
  readonly ngrams: readonly [number, number];
  readonly learning: boolean;
}

/** A new analyzer with an empty trie. */
export function createAnalyzer(options: AnalyzerOptions): NgramAnalyzer {
  return options.kind === "word" ? new WordNgrams(options) : new CharNgrams(options);
}

/** Adds the nodes of all n-grams that begin at a place of a sequence of symbols. */
interface Walk {
  readonly trie: NgramTrie;
  readonly shortest: number;
  readonly longest: number;
  readonly learning: boolean;
}

function walkAll(
  symbols: ArrayLike<number>,
  walk: Walk,
  emit: (node: number, start: number, end: number) => void,
): void {
  const { trie, shortest, longest, learning } = walk;
  for (let start = 0; start + shortest <= symbols.length; start++) {
    const end = Math.min(start + longest, symbols.length);
    let node = ROOT;
    for (let at = start; at < end; at++) {
      const symbol = symbols[at] as number;
      node = learning ? trie.insert(node, symbol) : trie.find(node, symbol);
      if (node === ABSENT) break;
      if (at - start + 1 >= shortest) emit(node, start, at + 1);
    }
  }
}

/** scikit-learn's `(?u)\b\w\w+\b`: Python's `\w` is a letter, a number or the underscore, and never a mark. */
const TOKENS = /[\p{L}\p{N}_]{2,}/gu;

/** A token that no n-gram of the vocabulary has. */
const UNKNOWN = -1;

class WordNgrams implements NgramAnalyzer {
  readonly trie = new NgramTrie();
  private readonly ids = new Map<string, number>();
  private readonly tokens: string[] = [];

  constructor(private readonly options: AnalyzerOptions) {}

  analyze(text: string, into: Int32List): void {
    const { ngrams, learning } = this.options;
    const tokens = text.match(TOKENS) ?? [];
    const symbols = tokens.map((token) => (learning ? this.idOf(token) : (this.ids.get(token) ?? UNKNOWN)));
    const walk = { trie: this.trie, shortest: ngrams[0], longest: ngrams[1], learning };
    walkAll(symbols, walk, (node) => into.push(node));
  }

  locate(parts: readonly string[], emit: (node: number, partsOf: Int32Array) => void): void {
    const { ngrams } = this.options;
    const tokens = parts.flatMap((part, index) => (part.match(TOKENS) ?? []).map((token) => ({ token, index })));
    const symbols = tokens.map(({ token }) => this.ids.get(token) ?? UNKNOWN);
    const places = Int32Array.from(tokens, ({ index }) => index);
    const walk = { trie: this.trie, shortest: ngrams[0], longest: ngrams[1], learning: false };
    walkAll(symbols, walk, (node, start, end) => emit(node, places.subarray(start, end)));
  }

  nameOf(node: number): string {
    return this.trie
      .path(node)
      .map((id) => this.tokens[id])
      .join(" ");
  }

  add(name: string): number {
    let node = ROOT;
    for (const token of name.split(" ")) node = this.trie.insert(node, this.idOf(token));
    return node;
  }

  private idOf(token: string): number {
    let id = this.ids.get(token);
    if (id === undefined) {
      id = this.tokens.push(token) - 1;
      this.ids.set(token, id);
    }
    return id;
  }
}

/** What Python's `str.split()` splits at; `\s` of JavaScript lacks U+001C–U+001F and U+0085, and has U+FEFF. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the separators U+001C–U+001F are white space to Python
const WHITE_SPACE = /[\t-\r\u001c- \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

/** Words whose n-grams are remembered: texts repeat their words, so that most are looked up once. */
const CACHED_WORDS = 500_000;

/** scikit-learn's `char_wb`: n-grams of code points inside words that are padded with a space on each side. */
class CharNgrams implements NgramAnalyzer {
  readonly trie = new NgramTrie();
  private readonly nodesOfWords = new Map<string, readonly number[]>();

  constructor(private readonly options: AnalyzerOptions) {}

  analyze(text: string, into: Int32List): void {
    for (const word of text.split(WHITE_SPACE)) {
      if (word === "") continue;
      let nodes = this.nodesOfWords.get(word);
      if (nodes === undefined) {
        nodes = this.nodesOf(word);
        if (this.nodesOfWords.size >= CACHED_WORDS) this.nodesOfWords.clear();
        this.nodesOfWords.set(word, nodes);
      }
      for (let i = 0; i < nodes.length; i++) into.push(nodes[i] as number);
    }
  }

  locate(parts: readonly string[], emit: (node: number, partsOf: Int32Array) => void): void {
    for (const [index, part] of parts.entries()) {
      for (const word of part.split(WHITE_SPACE)) {
        if (word === "") continue;
        for (const node of this.nodesOf(word)) emit(node, Int32Array.of(index));
      }
    }
  }

  nameOf(node: number): string {
    return String.fromCodePoint(...this.trie.path(node));
  }

  add(name: string): number {
    let node = ROOT;
    for (const symbol of codePoints(name)) node = this.trie.insert(node, symbol);
    return node;
  }

  private nodesOf(word: string): readonly number[] {
    const { ngrams, learning } = this.options;
    const symbols = codePoints(` ${word} `);
    // A padded word shorter than the shortest n-gram is a feature as a whole, once.
    const shortest = Math.min(ngrams[0], symbols.length);
    const nodes: number[] = [];
    walkAll(symbols, { trie: this.trie, shortest, longest: ngrams[1], learning }, (node) => nodes.push(node));
    return nodes;
  }
}

function codePoints(text: string): number[] {
  const points: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) as number;
    if (point > 0xffff) at++;
    points.push(point);
  }
  return points;
}
