import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { ParameterValues, TransformerModel } from "../../models/index.js";
import { PinakesError } from "../../shared/index.js";
import { CheckpointStore } from "../../training/index.js";
import { RUN_FILES, writeWhole } from "../directory/run-directory.js";
import type { FitOptions, FitPlan, FittedModel, PlanOptions } from "./fit-plan.js";
import { type FittedHeads, HeadFit } from "./head-fit.js";
import { type NetworkParts, NetworkPlan } from "./network-plan.js";

/** How the head was fitted, as a run that is resumed reads it again. */
type HeadRecord = Pick<FittedHeads, "heads" | "seconds">;

const recordForm = z.object({ heads: z.array(z.looseObject({ name: z.string() })), seconds: z.number() });

/**
 * Fits the head over the encoder as it is, then trains from there, layer by layer from the top: a head that is drawn at
 * random would first pull the encoder's features out of shape (Kumar et al. 2022).
 */
export class HybridPlan implements FitPlan {
  private readonly heads: HeadFit;
  private readonly training: NetworkPlan;

  /** @throws PinakesError as {@link NetworkPlan} and {@link HeadFit} */
  constructor(
    plan: PlanOptions,
    private readonly parts: NetworkParts,
    network: TransformerModel,
  ) {
    this.heads = new HeadFit(plan, parts, network);
    this.training = new NetworkPlan(plan, parts);
  }

  async fit(options: FitOptions): Promise<FittedModel> {
    const values = await this.parts.startValues(options.rng.split("parameters"));
    const { heads, seconds } = await this.fitHead(values, options);
    const fitted = await this.training.fitFrom(values, options);
    return { ...fitted, trainSeconds: fitted.trainSeconds + seconds, notes: { ...fitted.notes, heads } };
  }

  /** Copies fitted heads into the values; where a checkpoint is gone on from, it has them. */
  private async fitHead(values: ParameterValues, options: FitOptions): Promise<HeadRecord> {
    const file = join(options.directory, RUN_FILES.head);
    const { last } = await new CheckpointStore(options.directory, "all").index();
    if (options.resume && last !== null) return readRecord(file);
    const { heads, seconds, values: own } = await this.heads.run(values, options);
    for (const [name, data] of own) values.get(name)?.set(data);
    await writeWhole(file, `${JSON.stringify({ heads, seconds }, null, 2)}\n`);
    return { heads, seconds };
  }
}

async function readRecord(path: string): Promise<HeadRecord> {
  try {
    return recordForm.parse(JSON.parse(await readFile(path, "utf8"))) as unknown as HeadRecord;
  } catch (cause) {
    throw new PinakesError("MODEL_ARTIFACT", {
      where: path,
      message: "the run's account of its head is missing or broken.",
      fix: "copy the run directory again, or train it again with --overwrite.",
      cause,
    });
  }
}
