import type { EncoderArchitecture } from "./architecture.js";
import { ENCODER_FAMILIES } from "./family.js";

/** A learning rate for the parameters whose names match a pattern. */
export interface RateGroup {
  readonly pattern: string;
  readonly learning_rate: number;
}

/**
 * Layer-wise learning-rate decay (Howard & Ruder 2018; Sun et al. 2019): each layer learns more slowly than the one above,
 * since what it holds is more general. Of n layers, counted from 0, layer i has rate · decay^(n − i), and the embeddings
 * have rate · decay^(n + 1); what stands above the layers has the rate itself.
 */
export function layerDecayGroups(
  { type, layers }: EncoderArchitecture,
  { rate, decay }: { readonly rate: number; readonly decay: number },
): RateGroup[] {
  const family = ENCODER_FAMILIES[type];
  const escaped = (name: string): string => name.replaceAll(".", "\\.");
  const under = (name: string): string => `^${escaped(`${family.prefix}.${name}`)}`;
  return [
    { pattern: under("embeddings"), learning_rate: rate * decay ** (layers + 1) },
    ...Array.from({ length: layers }, (_, layer) => ({
      pattern: under(`${family.layers}.${layer}.`),
      learning_rate: rate * decay ** (layers - layer),
    })),
  ];
}
