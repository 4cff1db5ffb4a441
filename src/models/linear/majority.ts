import { PinakesError } from "../../shared/index.js";
import type { Artifact } from "../../text/index.js";
import { NO_LABEL } from "./data.js";

/** The plain data of a {@link MajorityModel}. */
export interface MajorityJson {
  readonly formatVersion: 1;
  /** A head's counts of each class in the training split. */
  readonly counts: readonly (readonly number[])[];
}

/** Always the commonest class of the training split; of equally common ones the first. */
export class MajorityModel {
  private constructor(private readonly counts: readonly (readonly number[])[]) {}

  /** Counts the classes of each head: `targets` has [N] class ids a head, `classes` the number of classes. */
  static train(training: {
    readonly targets: readonly Int32Array[];
    readonly classes: readonly number[];
  }): MajorityModel {
    const counts = training.classes.map((classes, head) => {
      const count = new Array<number>(classes).fill(0);
      for (const id of training.targets[head] ?? []) if (id !== NO_LABEL) count[id] = (count[id] ?? 0) + 1;
      if (count.every((n) => n === 0)) throw noLabels(head);
      return count;
    });
    return new MajorityModel(counts);
  }

  /**
   * Logarithms of the classes' counts in the training split, [N, L] a head, by rows: the same row for every text. Their
   * softmax gives the shares.
   */
  logits(texts: readonly string[]): Float64Array[] {
    return this.counts.map((count) => {
      const row = Float64Array.from(count, (n) => Math.log(n));
      const logits = new Float64Array(texts.length * row.length);
      for (let i = 0; i < texts.length; i++) logits.set(row, i * row.length);
      return logits;
    });
  }

  /** The model as plain data. */
  toArtifact(): Artifact<MajorityJson> {
    return { json: { formatVersion: 1, counts: this.counts }, tensors: {} };
  }

  /** The model of {@link MajorityModel.toArtifact}. */
  static fromArtifact({ json }: Artifact<MajorityJson>): MajorityModel {
    return new MajorityModel(json.counts);
  }
}

function noLabels(head: number): PinakesError {
  return new PinakesError("DATA_EMPTY", {
    where: `head ${head + 1}`,
    message: "no training text has a label, so there is no commonest one",
    fix: "give a training split with labels.",
  });
}
