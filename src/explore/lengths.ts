import type { ExploredPart, ExploredTokenizer, PartName } from "./input.js";
import { type Histogram, histogram, type NumberSummary, summarizeNumbers } from "./numbers.js";

/** How long the texts are, in one unit. */
export interface LengthReport {
  readonly all: NumberSummary;
  readonly parts: Readonly<Partial<Record<PartName, NumberSummary>>>;
  readonly histogram: Histogram;
}

/** Lengths in tokens of the model's own tokenizer, without special tokens. */
export interface TokenLengthReport extends LengthReport {
  readonly tokenizer: string;
  /** What the config lets a model take, special tokens included. */
  readonly max_length: number;
  /** Texts that are longer, by part, and the share of the tokens that is cut away. */
  readonly cut: Readonly<Partial<Record<PartName, { texts: number; share: number; token_share: number }>>>;
  /** The length that 95 of 100 texts do not go beyond, special tokens included. */
  readonly p95: number;
  /** Share of the tokens that the tokenizer does not know, by part. */
  readonly unknown: Readonly<Partial<Record<PartName, number>>>;
}

/** Lengths of the texts of each part by a measure. */
export function lengthReport(parts: readonly ExploredPart[], measure: (text: string) => number): LengthReport {
  return reportOf(parts.map(({ name, texts }) => ({ name, lengths: texts.map(measure) })));
}

interface PartLengths {
  readonly name: PartName;
  readonly lengths: readonly number[];
}

function reportOf(parts: readonly PartLengths[]): LengthReport {
  const all = parts.flatMap(({ lengths }) => lengths);
  return {
    all: summarizeNumbers(all),
    parts: Object.fromEntries(parts.map(({ name, lengths }) => [name, summarizeNumbers(lengths)])),
    histogram: histogram(all),
  };
}

/** Lengths in tokens, what the longest input cuts away, and what the tokenizer does not know. */
export function tokenLengthReport(
  parts: readonly ExploredPart[],
  { name, encoder, ids, maxLength }: ExploredTokenizer,
): TokenLengthReport {
  const special = encoder.prefix.length + encoder.suffix.length;
  const room = maxLength - special;
  const measured = parts.map((part, at) => ({ name: part.name, ...measurePart(ids[at] ?? [], encoder.unkId) }));
  const lengths = measured.flatMap((part) => part.lengths).sort((a, b) => a - b);
  return {
    ...reportOf(measured),
    tokenizer: name,
    max_length: maxLength,
    cut: Object.fromEntries(measured.map((part) => [part.name, cutOf(part.lengths, room)])),
    p95: (lengths[Math.ceil(0.95 * lengths.length) - 1] ?? 0) + special,
    unknown: Object.fromEntries(measured.map((part) => [part.name, part.unknown])),
  };
}

function measurePart(texts: readonly Int32Array[], unkId: number) {
  let [tokens, unknown] = [0, 0];
  const lengths = texts.map((ids) => {
    tokens += ids.length;
    for (const id of ids) if (id === unkId) unknown++;
    return ids.length;
  });
  return { lengths, unknown: tokens === 0 ? 0 : unknown / tokens };
}

function cutOf(lengths: readonly number[], room: number) {
  const long = lengths.filter((length) => length > room);
  const dropped = long.reduce((sum, length) => sum + length - room, 0);
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  return {
    texts: long.length,
    share: lengths.length === 0 ? 0 : long.length / lengths.length,
    token_share: tokens === 0 ? 0 : dropped / tokens,
  };
}
