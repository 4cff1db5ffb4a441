import { fitTemperature, type ScoredOutput } from "../../decisions/index.js";
import { countedOf, type OutputTargets, UNKNOWN_LABEL } from "../../labels/index.js";

/**
 * What decision values are divided by to be logits (Guo et al. 2017, §4.2). Places that no training text has have no finite
 * decision value, and no say; 1 where nothing is left to fit.
 */
export function temperatureOf({ output, logits, targets }: ScoredOutput): number {
  const known = knownTargets(targets, logits);
  const decides =
    known.kind === "softmax" ? known.ids.some((id) => id >= 0) : countedOf(known).some((one) => one !== 0);
  return decides ? fitTemperature({ output, logits, targets: known }) : 1;
}

/** The targets without those that the values say nothing finite about. */
function knownTargets(targets: OutputTargets, values: ScoredOutput["logits"]): OutputTargets {
  const isKnown = (place: number): boolean => Number.isFinite(values[place]);
  if (targets.kind === "sigmoid") {
    return { ...targets, counted: countedOf(targets).map((one, place) => (isKnown(place) ? one : 0)) };
  }
  const { ids } = targets;
  const size = values.length / ids.length;
  return { ...targets, ids: ids.map((id, row) => (id >= 0 && isKnown(row * size + id) ? id : UNKNOWN_LABEL)) };
}
