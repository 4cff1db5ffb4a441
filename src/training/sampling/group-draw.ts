import { present, type Rng } from "../../shared/index.js";
import { rarestFirst, type TextGroups } from "./text-groups.js";

/** How a group is drawn. */
export interface DrawOptions {
  /** Texts that a label may have. */
  readonly limit: number;
  /** Whether texts may come again once the groups that fit are used up. */
  readonly again: boolean;
  /** Whether a text that brings another label beyond the limit is better than none. */
  readonly atAnyRate?: boolean;
  readonly rng: Rng;
}

/**
 * Draws groups of texts with the same labels, one text at a time, and keeps count: of the texts that each label has, and
 * of those that each group has left.
 */
export class GroupDraw {
  /** Texts of each label that were drawn. */
  private held: number[];
  private readonly left: number[];
  /** Labels from the rarest to the commonest. */
  private readonly order: readonly number[];
  /** The groups that hold each label. */
  private readonly holding: readonly (readonly number[])[];

  /** @param start  texts of each group that count as drawn, and may be drawn yet; none where not given */
  constructor(
    private readonly texts: TextGroups,
    start: readonly number[] = [],
  ) {
    this.held = texts.counts.map(() => 0);
    this.left = texts.groups.map(({ rows }) => rows.length);
    const holding: number[][] = texts.counts.map(() => []);
    for (const [group, { labels }] of texts.groups.entries()) {
      for (const label of labels) holding[label]?.push(group);
    }
    this.holding = holding;
    this.order = rarestFirst(texts);
    for (const [group, times] of start.entries()) {
      for (const label of this.labels(group)) this.held[label] = this.count(label) + times;
    }
  }

  /** Texts with the label that were drawn. */
  private count(label: number): number {
    return present(this.held[label], "a label");
  }

  /** Starts counting anew; what is left stays. */
  reset(): void {
    this.held = this.held.map(() => 0);
  }

  /**
   * Draws texts until every label has as many as it may, or none that fits any more. The label with the fewest so far goes
   * first, of equal ones the one that is rarer among all texts: labels that come together with the same common one share
   * what that may have.
   * @returns  their groups
   */
  raise(options: DrawOptions): number[] {
    const drawn: number[] = [];
    let open = this.order;
    for (let level = 1; level <= options.limit && open.length > 0; level++) {
      open = open.filter((label) => {
        while (this.count(label) < level) {
          const group = this.draw(label, options);
          if (group === undefined) return false;
          drawn.push(group);
        }
        return true;
      });
    }
    return drawn;
  }

  /**
   * Draws a text with the label whose other labels are below the limit too, each text that is left as likely as any other.
   * @returns  its group; undefined where there is none
   */
  private draw(label: number, { limit, again, atAnyRate = false, rng }: DrawOptions): number | undefined {
    const holding = present(this.holding[label], "the groups of a label");
    let fitting = holding.filter((group) => this.excess(group, limit) === 0);
    if (fitting.length === 0 && atAnyRate) fitting = this.leastExcess(holding, limit);
    let all = this.countLeft(fitting);
    if (all === 0) {
      if (!again || fitting.length === 0) return undefined;
      for (const group of fitting) this.left[group] = this.size(group);
      all = this.countLeft(fitting);
    }
    let place = rng.integer(all);
    for (const group of fitting) {
      place -= this.left[group] as number;
      if (place < 0) return this.take(group);
    }
    return undefined;
  }

  /** Puts drawn texts back. */
  undo(groups: readonly number[]): void {
    for (const group of groups) this.change(group, -1);
  }

  private take(group: number): number {
    this.change(group, 1);
    return group;
  }

  private change(group: number, by: number): void {
    this.left[group] = (this.left[group] as number) - by;
    for (const label of this.labels(group)) this.held[label] = this.count(label) + by;
  }

  private leastExcess(groups: readonly number[], limit: number): number[] {
    const least = Math.min(...groups.map((group) => this.excess(group, limit)));
    return groups.filter((group) => this.excess(group, limit) === least);
  }

  /** Labels of the group that have all they may. */
  private excess(group: number, limit: number): number {
    let excess = 0;
    for (const label of this.labels(group)) if (this.count(label) >= limit) excess++;
    return excess;
  }

  private countLeft(groups: readonly number[]): number {
    return groups.reduce((sum, group) => sum + (this.left[group] as number), 0);
  }

  private size(group: number): number {
    return present(this.texts.groups[group], "a group").rows.length;
  }

  private labels(group: number): readonly number[] {
    return present(this.texts.groups[group], "a group").labels;
  }
}
