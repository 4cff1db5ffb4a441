import { type LinePoint, strongWolfe } from "./line-search.js";

/** Where the minimum is looked for. Vectors may hold more than coordinates, as long as all is linear in them. */
export interface VectorSpace {
  /** Writes the rest of the gradient of a point that was accepted. */
  complete(gradient: Float64Array): void;
  /** The inner product. */
  dot(left: Float64Array, right: Float64Array): number;
}

/** A smooth function to minimise. */
export interface SmoothObjective extends VectorSpace {
  /** The value at `x`; writes the gradient, of which only what {@link VectorSpace.dot} reads on its left is needed. */
  evaluate(x: Float64Array, gradient: Float64Array): number;
}

/** A smooth function whose values are waited for. */
export interface AwaitedObjective extends VectorSpace {
  /** As that of {@link SmoothObjective}. */
  evaluate(x: Float64Array, gradient: Float64Array): Promise<number>;
}

/** When {@link minimise} stops. */
export interface LbfgsOptions {
  /** Pairs of steps and gradient differences that are kept. */
  readonly memory: number;
  readonly maxIterations: number;
  /** Whether a point is good enough, from its value and the norm of its gradient. */
  readonly isSolved: (value: number, gradientNorm: number) => boolean;
}

/** Where {@link minimise} stopped. */
export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradientNorm: number;
  readonly iterations: number;
  /** False where the bound of iterations was reached, or rounding left no step, before the point was solved. */
  readonly converged: boolean;
}

/** A step s, the gradient's change y over it, and 1 / s·y. */
interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly rho: number;
}

/** Limited-memory BFGS (Liu & Nocedal 1989) with a strong Wolfe line search. */
export function minimise(objective: SmoothObjective, start: Float64Array, options: LbfgsOptions): Minimum {
  const search = descent(objective, start, options);
  let turn = search.next();
  while (!turn.done) turn = search.next(objective.evaluate(turn.value.x, turn.value.gradient));
  return turn.value;
}

/** As {@link minimise}, of a function whose values are waited for. */
export async function minimiseAwaited(
  objective: AwaitedObjective,
  start: Float64Array,
  options: LbfgsOptions,
): Promise<Minimum> {
  const search = descent(objective, start, options);
  let turn = search.next();
  while (!turn.done) turn = search.next(await objective.evaluate(turn.value.x, turn.value.gradient));
  return turn.value;
}

/** A point whose value is asked for, and where its gradient is to be written. */
interface Asked {
  readonly x: Float64Array;
  readonly gradient: Float64Array;
}

/** The search: yields the points that it asks for, and is told their values. */
function* descent(
  objective: VectorSpace,
  start: Float64Array,
  options: LbfgsOptions,
): Generator<Asked, Minimum, number> {
  const pairs: Pair[] = [];
  let x = start.slice();
  let gradient = new Float64Array(x.length);
  let value = yield { x, gradient };
  objective.complete(gradient);
  let gradientNorm = Math.sqrt(objective.dot(gradient, gradient));
  let iterations = 0;
  while (!options.isSolved(value, gradientNorm) && iterations < options.maxIterations) {
    const direction = descend(gradient, pairs, objective);
    const next = { x: new Float64Array(x.length), gradient: new Float64Array(x.length) };
    let evaluated = 0;
    const along = function* (step: number): Generator<Asked, LinePoint, number> {
      evaluated = step;
      for (let i = 0; i < x.length; i++) next.x[i] = (x[i] as number) + step * (direction[i] as number);
      const valueThere = yield next;
      return { step, value: valueThere, slope: objective.dot(next.gradient, direction) };
    };
    const origin = { step: 0, value, slope: objective.dot(gradient, direction) };
    const found = yield* strongWolfe(origin, pairs.length === 0 ? Math.min(1, 1 / gradientNorm) : 1, along);
    if (found === undefined) break;
    // The line search may have looked further after the point that it took.
    value = evaluated === found.step ? found.value : (yield* along(found.step)).value;
    objective.complete(next.gradient);
    remember(pairs, { from: { x, gradient }, to: next }, { objective, memory: options.memory });
    x = next.x;
    gradient = next.gradient;
    gradientNorm = Math.sqrt(objective.dot(gradient, gradient));
    iterations++;
  }
  return { x, value, gradientNorm, iterations, converged: options.isSolved(value, gradientNorm) };
}

/** −H·gradient by the two-loop recursion (Nocedal & Wright 2006, Alg. 7.4). */
function descend(gradient: Float64Array, pairs: readonly Pair[], objective: VectorSpace): Float64Array {
  const direction = gradient.map((value) => -value);
  const alphas: number[] = [];
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y, rho } = pairs[i] as Pair;
    const alpha = rho * objective.dot(s, direction);
    alphas[i] = alpha;
    addScaled(direction, -alpha, y);
  }
  const last = pairs.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.rho * objective.dot(last.y, last.y));
    for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] as number) * scale;
  }
  for (const [i, { s, y, rho }] of pairs.entries()) {
    const beta = rho * objective.dot(y, direction);
    addScaled(direction, (alphas[i] as number) - beta, s);
  }
  return direction;
}

/** Keeps the newest step, unless rounding made its curvature useless, and drops the oldest above the memory. */
function remember(
  pairs: Pair[],
  move: Record<"from" | "to", { readonly x: Float64Array; readonly gradient: Float64Array }>,
  { objective, memory }: { readonly objective: VectorSpace; readonly memory: number },
): void {
  const s = move.to.x.slice();
  addScaled(s, -1, move.from.x);
  const y = move.to.gradient.slice();
  addScaled(y, -1, move.from.gradient);
  const curvature = objective.dot(s, y);
  if (!(curvature > 0)) return;
  pairs.push({ s, y, rho: 1 / curvature });
  if (pairs.length > memory) pairs.shift();
}

function addScaled(target: Float64Array, factor: number, source: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + factor * (source[i] as number);
}
