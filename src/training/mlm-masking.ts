import type { Rng } from "../shared/index.js";
import type { MaskingVocabulary } from "../text/index.js";

/** How tokens are hidden (Devlin et al. 2019, §3.1). */
export interface MaskingOptions {
  readonly vocabulary: MaskingVocabulary;
  /** Chance of each token, or of each word where whole words are masked, to be chosen. */
  readonly probability: number;
  /** Of the chosen tokens: the chance of the mask token in their place, and of a random one; the rest stays as it is. */
  readonly mask: number;
  readonly random: number;
}

/** A text with tokens hidden. */
export interface MaskedText {
  readonly ids: Int32Array;
  /** Places of the chosen tokens, ascending. */
  readonly positions: readonly number[];
  /** What stood at them. */
  readonly targets: readonly number[];
}

/**
 * Chooses tokens and hides them: by `[MASK]`, by a random token, or not at all. Special tokens are never chosen. Each
 * token, or word, is drawn for on its own, so that 15 % of the tokens are chosen whatever the length of the texts; a short
 * text may have none, in this epoch.
 * @param rng  a stream for this text alone
 */
export function maskTokens(ids: Int32Array, options: MaskingOptions, rng: Rng): MaskedText {
  const { vocabulary, probability, mask, random } = options;
  const { isSpecial, startsWord, ordinary, maskId } = vocabulary;
  const masked = ids.slice();
  const positions: number[] = [];
  const targets: number[] = [];
  let chosen = false;
  let inWord = false;
  for (const [position, id] of ids.entries()) {
    if (isSpecial[id] === 1) {
      inWord = false;
      continue;
    }
    const begins = !inWord || startsWord === undefined || startsWord[id] === 1;
    inWord = true;
    if (begins) chosen = rng.uniform() < probability;
    if (!chosen) continue;
    positions.push(position);
    targets.push(id);
    const way = rng.uniform();
    if (way < mask) masked[position] = maskId;
    else if (way < mask + random) masked[position] = ordinary[rng.integer(ordinary.length)] as number;
  }
  return { ids: masked, positions, targets };
}
