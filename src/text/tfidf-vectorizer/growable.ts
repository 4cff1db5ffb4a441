/** The array itself, or a copy of at least twice its length where it holds fewer than `needed` numbers. */
export function withCapacity<T extends Int32Array | Float64Array>(array: T, needed: number): T {
  if (needed <= array.length) return array;
  const larger = new (array.constructor as new (length: number) => T)(Math.max(needed, 2 * array.length, 1024));
  larger.set(array as never);
  return larger;
}

/** A list of 32-bit integers that is filled again and again without new memory. */
export class Int32List {
  items = new Int32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.items.length) this.items = withCapacity(this.items, this.length + 1);
    this.items[this.length++] = value;
  }

  clear(): void {
    this.length = 0;
  }
}
