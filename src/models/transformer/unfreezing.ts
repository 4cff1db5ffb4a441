import type { EncoderArchitecture } from "./architecture.js";
import { ENCODER_FAMILIES } from "./family.js";

/** How a transformer is unfrozen from the top. */
export interface UnfreezingOptions {
  /** Epochs in which the head moves alone; 0 where it needs none. */
  readonly headEpochs: number;
  /** Layers that move in the end, from the top; all: the embeddings too. */
  readonly layers: "all" | number;
  readonly layersPerStage: number;
  readonly epochsPerStage: number;
}

/** What moves for some epochs. */
export interface Unfreezing {
  /** In words. */
  readonly name: string;
  /** Its first epoch, from 1. */
  readonly fromEpoch: number;
  /** Whether a parameter stays as it is. */
  isFrozen(parameter: string): boolean;
}

/**
 * Gradual unfreezing (Howard & Ruder 2018, §3.3): first what stands above the layers, then the topmost layers, then
 * more of them, stage by stage; each stage moves what the former did. The embeddings are unfrozen with the lowest layer.
 * The last stage has no end.
 */
export function unfreezing(architecture: EncoderArchitecture, options: UnfreezingOptions): Unfreezing[] {
  const { headEpochs, layersPerStage, epochsPerStage } = options;
  const most = options.layers === "all" ? architecture.layers : Math.min(options.layers, architecture.layers);
  const stages: Unfreezing[] = [];
  if (headEpochs > 0) stages.push({ name: "head", fromEpoch: 1, isFrozen: frozenUnder(architecture, 0) });
  for (let stage = 0; stage * layersPerStage < most; stage++) {
    const layers = Math.min(most, (stage + 1) * layersPerStage);
    const whole = options.layers === "all" && layers === most;
    stages.push({
      name: whole ? "all layers" : layers === 1 ? "top layer" : `top ${layers} layers`,
      fromEpoch: 1 + headEpochs + stage * epochsPerStage,
      isFrozen: whole ? () => false : frozenUnder(architecture, layers),
    });
  }
  return stages;
}

/** Whether a parameter stands below the topmost layers: in the embeddings, or in a lower layer. */
function frozenUnder({ type, layers }: EncoderArchitecture, top: number): (parameter: string) => boolean {
  const { prefix, layers: place } = ENCODER_FAMILIES[type];
  const layerPrefix = `${prefix}.${place}.`;
  return (parameter) => {
    if (parameter.startsWith(`${prefix}.embeddings`)) return true;
    if (!parameter.startsWith(layerPrefix)) return false;
    return Number.parseInt(parameter.slice(layerPrefix.length), 10) < layers - top;
  };
}
