import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type Decisions, decisionsFromJSON, decisionsToJSON } from "../decisions/index.js";
import {
  type HierarchyConfig,
  hierarchyConfig,
  type LabelSpace,
  labelScheme,
  labelSpaceFromJSON,
  labelSpaceToJSON,
} from "../labels/index.js";
import { type ModelConfig, modelConfig } from "../models/index.js";
import { PinakesError } from "../shared/index.js";
import { type JsonObject, type TextConfig, textConfig } from "../text/index.js";
import { labelKeys } from "./label-keys.js";
import { readArtifact } from "./read-artifact.js";

/** The version of the form of a saved model. */
export const FORMAT_VERSION = 1;

/** What the folder of a saved model says of itself: `config.json`. */
export interface ModelDescription {
  readonly space: LabelSpace;
  /** How a path of labels is predicted. */
  readonly hierarchy: HierarchyConfig;
  readonly text: TextConfig;
  readonly model: ModelConfig;
  readonly parameters: { readonly total: number; readonly trainable: number };
  /** What the model's own kind needs. */
  readonly details: JsonObject;
  /** What was tuned after training. */
  readonly decisions: Decisions;
  /** The fields around Pinakes' own: of a transformer, its architecture in the words of Hugging Face's libraries. */
  readonly topLevel: JsonObject;
}

const ownForm = z.looseObject({
  format_version: z.literal(FORMAT_VERSION),
  label_space: z.unknown(),
  hierarchy: hierarchyConfig.prefault({}),
  text: textConfig,
  model: modelConfig,
  parameters: z.object({ total: z.number(), trainable: z.number() }),
  details: z.record(z.string(), z.unknown()),
  decisions: z.unknown().optional(),
});
const storedForm = z.looseObject({ pinakes: ownForm });

/**
 * Writes `config.json`. What Hugging Face's libraries read stands at its top level: the architecture of a transformer, and of
 * one head `id2label`, `label2id` and `problem_type`. All that is Pinakes' own stands under one key.
 */
export async function writeDescription(directory: string, description: ModelDescription): Promise<void> {
  const { space, hierarchy, text, model, parameters, details, decisions, topLevel } = description;
  const stored = {
    ...topLevel,
    ...labelKeys(labelScheme(space, hierarchy)),
    pinakes: {
      format_version: FORMAT_VERSION,
      architecture: `${model.type}.v1`,
      label_space: labelSpaceToJSON(space),
      hierarchy,
      text,
      model,
      parameters,
      details,
      decisions: decisionsToJSON(decisions),
    },
  };
  await writeFile(join(directory, "config.json"), `${JSON.stringify(stored, null, 2)}\n`);
}

/** The labels of a saved model, without its weights. @throws PinakesError MODEL_ARTIFACT as {@link readDescription} */
export async function readLabelSpace(directory: string): Promise<LabelSpace> {
  return (await readDescription(directory)).space;
}

/** Reads `config.json`. @throws PinakesError MODEL_ARTIFACT where it is missing, broken or of another version */
export async function readDescription(directory: string): Promise<ModelDescription> {
  const path = join(directory, "config.json");
  const fail = (message: string, cause?: unknown): never => {
    throw new PinakesError("MODEL_ARTIFACT", {
      where: path,
      message,
      fix: "give the folder of a model that Pinakes has saved, or train it again.",
      cause,
    });
  };
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    return fail("the model's description is missing or broken.", cause);
  }
  const result = storedForm.safeParse(json);
  if (!result.success) return fail(`the model's description is not of form ${FORMAT_VERSION}.`, result.error);
  const { pinakes, ...topLevel } = result.data;
  const { label_space, hierarchy, text, model, parameters, details, decisions: tuned } = pinakes;
  const space = await readArtifact(path, () => labelSpaceFromJSON(label_space));
  const decisions = await readArtifact(path, () => decisionsFromJSON(tuned ?? {}, space));
  return { space, hierarchy, text, model, parameters, details, decisions, topLevel };
}
