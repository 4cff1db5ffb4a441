import { countedOf, type OutputSpec, type OutputTargets } from "../../labels/index.js";
import { PinakesError, present } from "../../shared/index.js";
import type { Artifact } from "../../text/index.js";

/** The plain data of a {@link MajorityModel}. */
export interface MajorityJson {
  readonly formatVersion: 1;
  readonly outputs: readonly {
    readonly kind: OutputSpec["kind"];
    /** Texts of the training split that have each place. */
    readonly counts: readonly number[];
    /** Texts that say something of each place: of sigmoids. */
    readonly totals: readonly number[];
  }[];
}

/**
 * The shares of the training split, whatever the text: always the commonest class, of equally common ones the first; of a
 * set, every label that at least half of the texts have, which is what scikit-learn's `DummyClassifier` says of it.
 */
export class MajorityModel {
  private constructor(private readonly outputs: MajorityJson["outputs"]) {}

  /** Counts the places of each output. @throws PinakesError DATA_EMPTY where a softmax has no target */
  static train(training: {
    readonly targets: readonly OutputTargets[];
    readonly outputs: readonly OutputSpec[];
  }): MajorityModel {
    const outputs = training.outputs.map(({ name, size, groups }, index) => {
      const targets = present(training.targets[index], "targets of an output");
      const counts = new Array<number>(size).fill(0);
      if (targets.kind === "sigmoid") return countSigmoids(targets, counts);
      for (const id of targets.ids) if (id >= 0) counts[id] = (counts[id] as number) + 1;
      if (counts.every((count) => count === 0)) throw noLabels(name);
      // Siblings of which none occurs are equally likely.
      const seen = new Set(groups?.filter((_, id) => (counts[id] as number) > 0));
      const filled = counts.map((count, id) => (groups && !seen.has(groups[id] as number) ? 1 : count));
      return { kind: targets.kind, counts: filled, totals: [] };
    });
    return new MajorityModel(outputs);
  }

  /** [N, size] an output, by rows: the same row for every text. Their probabilities are the shares. */
  logits(texts: readonly string[]): Float64Array[] {
    return this.outputs.map(({ kind, counts, totals }) => {
      const row = Float64Array.from(counts, (count, place) =>
        kind === "softmax" ? Math.log(count) : logOdds(count, totals[place] as number),
      );
      const logits = new Float64Array(texts.length * row.length);
      for (let i = 0; i < texts.length; i++) logits.set(row, i * row.length);
      return logits;
    });
  }

  /** The model as plain data. */
  toArtifact(): Artifact<MajorityJson> {
    return { json: { formatVersion: 1, outputs: this.outputs }, tensors: {} };
  }

  /** The model of {@link MajorityModel.toArtifact}. */
  static fromArtifact({ json }: Artifact<MajorityJson>): MajorityModel {
    return new MajorityModel(json.outputs);
  }
}

/** 0 where nothing is known. */
function logOdds(count: number, total: number): number {
  return total === 0 ? 0 : Math.log(count / (total - count));
}

function countSigmoids(targets: Extract<OutputTargets, { kind: "sigmoid" }>, counts: number[]) {
  const totals = counts.map(() => 0);
  const counted = countedOf(targets);
  targets.values.forEach((value, at) => {
    const [place, weight] = [at % counts.length, counted[at] as number];
    counts[place] = (counts[place] as number) + value * weight;
    totals[place] = (totals[place] as number) + weight;
  });
  return { kind: targets.kind, counts, totals };
}

function noLabels(name: string): PinakesError {
  return new PinakesError("DATA_EMPTY", {
    where: name,
    message: "no training text has a label, so there is no commonest one",
    fix: "give a training split with labels.",
  });
}
