import { pickTargets } from "../../labels/index.js";
import {
  type FrozenHead,
  type LabelledVectors,
  type ParameterValues,
  type TransformerConfig,
  type TransformerModel,
  trainFrozenHeads,
} from "../../models/index.js";
import { PinakesError, present, type Rng } from "../../shared/index.js";
import { RowSampler } from "../../training/index.js";
import { VectorStore } from "../encode/vector-store.js";
import type { FitOptions, PlanOptions } from "./fit-plan.js";
import type { NetworkParts } from "./network-plan.js";
import { sampledBy } from "./sampling.js";
import { strengthJudges } from "./strength-judges.js";

/** Strengths of the heads where none is given. */
const STRENGTHS: readonly number[] = [0.1, 1, 10, 100];
const STRENGTH_WITHOUT_VALIDATION = 10;

/** Heads that were fitted, and what that took. */
export interface FittedHeads {
  /** Values of their parameters, by name. */
  readonly values: ReadonlyMap<string, Float32Array>;
  readonly heads: readonly FrozenHead[];
  /** Of the vectors that were not known yet, and the fit. */
  readonly seconds: number;
  readonly vectors: VectorStore;
}

/**
 * Fits the heads to the vectors of an encoder that stays as it is, computed once. The heads have one best value, which all
 * seeds share where none draws its own texts.
 */
export class HeadFit {
  private readonly strengths: readonly number[];
  private fitted: Promise<FittedHeads> | undefined;
  private store: VectorStore | undefined;

  /** @throws PinakesError CONFIG_CONFLICT where there are strengths to choose from and no validation texts */
  constructor(
    private readonly plan: PlanOptions,
    private readonly parts: NetworkParts,
    private readonly network: TransformerModel,
  ) {
    const { strength } = plan.config.model as TransformerConfig;
    const { validation } = parts.encoded;
    this.strengths = [strength ?? (validation ? STRENGTHS : STRENGTH_WITHOUT_VALIDATION)].flat();
    if (!validation && this.strengths.length > 1) throw nothingToChooseOn();
  }

  /** The heads over an encoder of these values, which later calls take for granted. */
  run(values: ParameterValues, options: FitOptions): Promise<FittedHeads> {
    if (this.plan.config.training.sampler !== "none") return this.fit(values, options);
    this.fitted ??= this.fit(values, options);
    return this.fitted;
  }

  private async fit(values: ParameterValues, options: FitOptions): Promise<FittedHeads> {
    const { data, encoded, loss } = this.parts;
    const { strengths } = this;
    const { clock, onEvent } = options;
    const start = clock();
    this.store ??= new VectorStore(this.plan, this.parts, this.network, values);
    const { store } = this;
    const train = this.drawn(
      { vectors: await store.of("train", options), targets: encoded.train.targets },
      options.rng.split("sampler"),
    );
    const validation = encoded.validation && {
      vectors: await store.of("validation", options),
      targets: encoded.validation.targets,
    };
    onEvent?.({ type: "stage", message: `training the head with strength ${strengths.join(", ")}` });
    const { classWeights, logitOffsets } = loss;
    const judges = strengthJudges(this.plan.config, data.scheme);
    const trained = await trainFrozenHeads(
      this.network,
      { train, validation },
      { strengths, classWeights, logitOffsets, judges, threads: this.plan.config.threads },
    );
    if (trained.heads.some(({ converged }) => !converged)) onEvent?.({ type: "warning", message: NOT_CONVERGED });
    return { ...trained, seconds: (clock() - start) / 1000, vectors: store };
  }

  /** What a sampler leaves. */
  private drawn({ vectors, targets }: LabelledVectors, rng: Rng): LabelledVectors {
    const { data } = this.parts;
    const { sampler } = this.plan.config.training;
    if (sampler === "none") return { vectors, targets };
    const rows = new RowSampler(sampler, sampledBy(data)).draw(rng);
    const width = vectors.length / data.parts.train.golds.length;
    const picked = new Float32Array(rows.length * width);
    rows.forEach((row, at) => {
      picked.set(vectors.subarray(row * width, (row + 1) * width), at * width);
    });
    const { outputs } = data.scheme;
    return {
      vectors: picked,
      targets: outputs.map((output, index) => pickTargets(present(targets[index], "targets"), output, rows)),
    };
  }
}

const NOT_CONVERGED = "the head reached its bound of iterations before it converged; try a lower model.strength";

function nothingToChooseOn(): PinakesError {
  return new PinakesError("CONFIG_CONFLICT", {
    where: "model.strength",
    message: "a list is chosen from on a validation split, and there is none.",
    fix: "give one number, or add data.split.validation: 0.1.",
  });
}
