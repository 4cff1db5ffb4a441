import { countedOf, type OutputSpec, type OutputTargets } from "../../labels/index.js";

const LOWEST = Math.log(1e-3);
const HIGHEST = Math.log(1e3);
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The temperature T under which decisions / T, as logits, have the lowest mean negative log-likelihood (Guo et al. 2017,
 * §4.2), by golden-section search over ln T, in which the likelihood has one minimum. What has no target or no finite
 * decision value doesn't count; 1 where nothing is left.
 * @param decisions  [M, size]
 */
export function fitTemperature(
  spec: Pick<OutputSpec, "size" | "groups">,
  decisions: Float64Array,
  targets: OutputTargets,
): number {
  const loss = targets.kind === "softmax" ? softmaxLoss(spec, decisions, targets.ids) : sigmoidLoss(decisions, targets);
  return loss ? Math.exp(goldenSection((logT) => loss(Math.exp(-logT)), LOWEST, HIGHEST)) : 1;
}

/** Summed loss of the decisions times a factor; undefined where nothing counts. */
type Loss = ((factor: number) => number) | undefined;

function softmaxLoss(
  { size, groups }: Pick<OutputSpec, "size" | "groups">,
  decisions: Float64Array,
  ids: Int32Array,
): Loss {
  // By how much each rival's value is above the target's, its own 0 included.
  const rows = [...ids.entries()].flatMap(([row, id]) => {
    const own = decisions[row * size + id] as number;
    if (id < 0 || !Number.isFinite(own)) return [];
    const rivals = decisions.subarray(row * size, (row + 1) * size);
    const asked = groups ? rivals.filter((_, place) => groups[place] === groups[id]) : rivals;
    return asked.length > 1 ? [asked.map((value) => value - own)] : [];
  });
  if (rows.length === 0) return undefined;
  return (factor) => rows.reduce((sum, differences) => sum + logSumExp(differences, factor), 0);
}

function logSumExp(values: Float64Array, factor: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of values) largest = Math.max(largest, value);
  let sum = 0;
  for (const value of values) sum += Math.exp((value - largest) * factor);
  return Math.log(sum) + largest * factor;
}

function sigmoidLoss(decisions: Float64Array, targets: Extract<OutputTargets, { kind: "sigmoid" }>): Loss {
  const counted = countedOf(targets);
  // How far each value is on the wrong side.
  const margins = decisions
    .map((value, at) => (targets.values[at] === 1 ? -value : value))
    .filter((margin, at) => counted[at] !== 0 && Number.isFinite(margin));
  if (margins.length === 0) return undefined;
  return (factor) =>
    margins.reduce((sum, margin) => {
      const scaled = margin * factor;
      return sum + Math.max(scaled, 0) + Math.log1p(Math.exp(-Math.abs(scaled)));
    }, 0);
}

/** Where a function with one minimum between two places has it, to 1e-4 (Kiefer 1953). */
function goldenSection(f: (x: number) => number, from: number, to: number): number {
  let low = from;
  let high = to;
  let a = high - GOLDEN * (high - low);
  let b = low + GOLDEN * (high - low);
  let fa = f(a);
  let fb = f(b);
  while (high - low > 1e-4) {
    if (fa <= fb) {
      high = b;
      [b, fb] = [a, fa];
      a = high - GOLDEN * (high - low);
      fa = f(a);
    } else {
      low = a;
      [a, fa] = [b, fb];
      b = low + GOLDEN * (high - low);
      fb = f(b);
    }
  }
  return (low + high) / 2;
}
