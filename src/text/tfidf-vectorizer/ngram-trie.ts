import { withCapacity } from "./growable.js";

/** The node of the empty n-gram. */
export const ROOT = 0;
/** What a look-up gives for an n-gram that is not in the trie. */
export const ABSENT = -1;

/**
 * A trie over sequences of integers, in one open-addressing hash table from (parent node, symbol) to node.
 *
 * All n-grams that begin at one place of a text are found by one walk, a probe a symbol, and no substring is ever made.
 * Nodes are numbered as they are added, so that facts about n-grams can be kept in arrays indexed by node.
 */
export class NgramTrie {
  /** Nodes, the root included. */
  size = 1;
  private parents = new Int32Array(1024);
  private symbols = new Int32Array(1024);
  private table = new Int32Array(2048).fill(ABSENT);

  /** The child of a node by a symbol, or {@link ABSENT}. */
  find(parent: number, symbol: number): number {
    return this.table[this.slot(parent, symbol)] as number;
  }

  /** The child of a node by a symbol, added where it is not there. */
  insert(parent: number, symbol: number): number {
    const slot = this.slot(parent, symbol);
    const found = this.table[slot] as number;
    if (found !== ABSENT) return found;
    const node = this.size++;
    this.parents = withCapacity(this.parents, this.size);
    this.symbols = withCapacity(this.symbols, this.size);
    this.parents[node] = parent;
    this.symbols[node] = symbol;
    this.table[slot] = node;
    if (2 * this.size > this.table.length) this.rehash();
    return node;
  }

  /** The symbols on the way from the root to a node. */
  path(node: number): number[] {
    const symbols: number[] = [];
    for (let at = node; at !== ROOT; at = this.parents[at] as number) symbols.push(this.symbols[at] as number);
    return symbols.reverse();
  }

  /** Where (parent, symbol) is in the table, or the free slot where it belongs (linear probing). */
  private slot(parent: number, symbol: number): number {
    const mask = this.table.length - 1;
    let hash = Math.imul(parent, 0x9e3779b1) ^ Math.imul(symbol + 1, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    let slot = (hash ^ (hash >>> 13)) & mask;
    for (;;) {
      const node = this.table[slot] as number;
      if (node === ABSENT || (this.parents[node] === parent && this.symbols[node] === symbol)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private rehash(): void {
    this.table = new Int32Array(2 * this.table.length).fill(ABSENT);
    for (let node = 1; node < this.size; node++) {
      this.table[this.slot(this.parents[node] as number, this.symbols[node] as number)] = node;
    }
  }
}
