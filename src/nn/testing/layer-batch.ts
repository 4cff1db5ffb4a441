import type { Shape } from "../../engine/index.js";
import { at, fill, indices, type Plain } from "../../engine/testing/plain.js";
import { Rng } from "../../shared/index.js";

/** What a layer is fed with; shapes are over the symbols T (steps) and B (texts). */
export interface DataInput {
  readonly shape: Shape;
  /** The input holds ids below this; real numbers where not given. */
  readonly below?: number;
}

/** Far beyond any state: what padding holds must not matter. */
const GARBAGE = 1e30;

/** How many steps and texts a batch has, and how many steps of each text are real. */
export interface Layout {
  readonly steps: number;
  readonly lengths: readonly number[];
}

/** The sizes of a shape in a batch. */
export function sizesOf(shape: Shape, { steps, lengths }: Layout): number[] {
  return shape.map((dim) => (dim === "T" ? steps : dim === "B" ? lengths.length : Number(dim)));
}

/** Whether an element belongs to a step behind a text's last. */
export function isPadding(shape: Shape, index: readonly number[], { lengths }: Layout): boolean {
  const [step, text] = [index[shape.indexOf("T")], index[shape.indexOf("B")]];
  return step !== undefined && text !== undefined && step >= (lengths[text] as number);
}

/** The elements at real steps, in order. */
export function realPart(x: Plain, shape: Shape, layout: Layout): number[] {
  const real = [...indices(sizesOf(shape, layout))].filter((index) => !isPadding(shape, index, layout));
  return real.map((index) => at(x, index));
}

/** The elements at padding, in order. */
export function paddingPart(x: Plain, shape: Shape, layout: Layout): number[] {
  const padding = [...indices(sizesOf(shape, layout))].filter((index) => isPadding(shape, index, layout));
  return padding.map((index) => at(x, index));
}

/** Random data of an input; garbage at padding. */
export function randomData({ shape, below }: DataInput, layout: Layout, rng: Rng): Plain {
  return fill(sizesOf(shape, layout), (index) => {
    if (below !== undefined) return rng.integer(below);
    return isPadding(shape, index, layout) ? GARBAGE * rng.normal() : rng.normal();
  });
}

/** The same real steps in a batch with more padding, which holds other data. */
export function lengthen(x: Plain, input: DataInput, { from, to }: { from: Layout; to: Layout }): Plain {
  const other = randomData(input, to, Rng.fromSeed(99));
  return fill(other.shape, (index) => (isPadding(input.shape, index, from) ? at(other, index) : at(x, index)));
}

/** The texts in another order: place i holds what `order[i]` held. */
export function reorder(x: Plain, shape: Shape, order: readonly number[]): Plain {
  const axis = shape.indexOf("B");
  if (axis < 0) return x;
  return fill(x.shape, (index) => at(x, index.with(axis, order[index[axis] as number] as number)));
}
