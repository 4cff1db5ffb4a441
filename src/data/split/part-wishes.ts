import { present } from "../../shared/index.js";

/** How many texts of each label the parts still want: their shares less what they have. */
export class PartWishes {
  private readonly wanted: ReadonlyMap<string, number[]>;
  /** Texts that each part still takes. */
  readonly room: number[];

  /**
   * @param counts  texts of each label
   * @param sizes   texts of each part
   */
  constructor(counts: ReadonlyMap<string, number>, sizes: readonly number[]) {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    this.wanted = new Map([...counts].map(([label, count]) => [label, sizes.map((size) => (count * size) / total)]));
    this.room = [...sizes];
  }

  /** What each part wants of a label; below 0 where it has more than its share. */
  of(label: string): readonly number[] {
    return present(this.wanted.get(label), "wishes of a label");
  }

  /** A part takes a text with these labels, or gives it back (−1). */
  take(labels: readonly string[], part: number, texts = 1): void {
    this.room[part] = (this.room[part] as number) - texts;
    for (const label of labels) {
      const own = present(this.wanted.get(label), "wishes of a label");
      own[part] = (own[part] as number) - texts;
    }
  }

  /** How much nearer to all shares, in squares of texts, it gets when a text with these labels changes its part. */
  gain(labels: readonly string[], from: number, to: number): number {
    let gain = 0;
    for (const label of labels) {
      const own = this.of(label);
      gain += square(own[from]) + square(own[to]) - square((own[from] as number) + 1) - square((own[to] as number) - 1);
    }
    return gain;
  }

  /** Each label and the two parts between which it is off its share by most, the worst first; only where by `least`. */
  offShare(least: number): { readonly label: string; readonly from: number; readonly to: number }[] {
    const found: { label: string; from: number; to: number; off: number }[] = [];
    for (const [label, own] of this.wanted) {
      const [from, to] = [own.indexOf(Math.min(...own)), own.indexOf(Math.max(...own))];
      const off = Math.max(-(own[from] as number), own[to] as number);
      if (off >= least) found.push({ label, from, to, off });
    }
    return found.sort((a, b) => b.off - a.off);
  }
}

const square = (value: number | undefined): number => (value as number) ** 2;
