import {
  type FrozenHeads,
  type LabelledVectors,
  type ParameterValues,
  type TransformerConfig,
  type TransformerModel,
  textVectors,
  trainFrozenHeads,
} from "../models/index.js";
import { PinakesError } from "../shared/index.js";
import type { FitOptions, FitPlan, FittedModel, PlanOptions } from "./fit-plan.js";
import { type NetworkParts, networkTextModel, paddingOf } from "./network-plan.js";

/** Strengths of the heads where none is given. */
const STRENGTHS: readonly number[] = [0.1, 1, 10, 100];
const STRENGTH_WITHOUT_VALIDATION = 10;

/** All that the encoder says of the texts; it never changes, so that each seed shares it. */
interface FrozenTexts {
  readonly values: ParameterValues;
  readonly train: LabelledVectors;
  readonly validation: LabelledVectors | undefined;
  readonly seconds: number;
}

/** Trains the heads over an encoder that stays as it is. The heads have one best value, so that seeds don't differ. */
export class FrozenPlan implements FitPlan {
  private readonly strengths: readonly number[];
  private texts: Promise<FrozenTexts> | undefined;

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

  async fit(options: FitOptions): Promise<FittedModel> {
    const { clock, onEvent } = options;
    this.texts ??= this.encode(options);
    const { values, train, validation, seconds } = await this.texts;
    const { encoded, loss, notes } = this.parts;
    onEvent?.({ type: "stage", message: `training the head with strength ${this.strengths.join(", ")}` });
    const start = clock();
    const { strengths } = this;
    const trained = trainFrozenHeads(
      this.network,
      { train, validation },
      { strengths, classWeights: loss.classWeights },
    );
    const trainSeconds = seconds + (clock() - start) / 1000;
    if (trained.heads.some(({ converged }) => !converged)) onEvent?.({ type: "warning", message: NOT_CONVERGED });
    return {
      model: networkTextModel(this.plan, this.parts, withHeads(values, trained)),
      trainSeconds,
      tokens: encoded.tokens,
      notes: { ...notes, heads: trained.heads, tokens: encoded.tokens },
    };
  }

  private async encode(options: FitOptions): Promise<FrozenTexts> {
    const { encoded } = this.parts;
    const { clock, rng, onEvent } = options;
    const start = clock();
    const values = await this.parts.startValues(rng.split("parameters"));
    const vectorsOf = async (split: typeof encoded.train, name: string): Promise<LabelledVectors> => {
      onEvent?.({ type: "stage", message: `computing the vectors of ${split.ids.length} ${name} texts` });
      const vectors = await textVectors(this.network, split, {
        parameters: values,
        padding: paddingOf(this.plan, this.parts),
        threads: this.plan.config.threads,
        onProgress: () => stopIfAborted(options.signal),
      });
      return { vectors, targets: split.targets };
    };
    const train = await vectorsOf(encoded.train, "train");
    const validation = encoded.validation && (await vectorsOf(encoded.validation, "validation"));
    return { values, train, validation, seconds: (clock() - start) / 1000 };
  }
}

const NOT_CONVERGED = "the head reached its bound of iterations before it converged; try a lower model.strength";

function withHeads(values: ParameterValues, trained: FrozenHeads): ParameterValues {
  return new Map([...values, ...trained.values]);
}

function nothingToChooseOn(): PinakesError {
  return new PinakesError("CONFIG_CONFLICT", {
    where: "model.strength",
    message: "a list is chosen from on a validation split, and there is none.",
    fix: "give one number, or add data.split.validation: 0.1.",
  });
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new PinakesError("INTERRUPTED", {
    where: "strategy frozen",
    message: "training was interrupted; it keeps no checkpoint.",
    fix: "run the same command with --resume to train it again.",
  });
}
