import { z } from "zod";
import { PinakesError } from "../shared/index.js";
import { taskConfig } from "./config.js";
import type { LabelSpace } from "./types.js";

const labelSpaceJson = z.strictObject({
  task: taskConfig,
  heads: z.array(z.strictObject({ name: z.string(), labels: z.array(z.string()) })).min(1),
  paths: z.array(z.array(z.int().nonnegative())),
  names: z.array(z.record(z.string(), z.string())).optional(),
});

/** A label space as plain JSON. */
export function labelSpaceToJSON(space: LabelSpace): z.output<typeof labelSpaceJson> {
  return structuredClone(space) as z.output<typeof labelSpaceJson>;
}

/**
 * A label space from its JSON.
 * @throws PinakesError MODEL_ARTIFACT where it is not one.
 */
export function labelSpaceFromJSON(json: unknown): LabelSpace {
  const parsed = labelSpaceJson.safeParse(json);
  const space = parsed.data;
  const fault = space === undefined ? z.prettifyError(parsed.error) : inconsistency(space);
  if (space !== undefined && fault === undefined) return space;
  throw new PinakesError("MODEL_ARTIFACT", {
    message: `the saved label space is broken: ${fault}.`,
    fix: "train the model again, or copy the whole model folder again.",
  });
}

function inconsistency(space: LabelSpace): string | undefined {
  for (const head of space.heads) {
    if (new Set(head.labels).size !== head.labels.length) return `head ${head.name} holds a label twice`;
  }
  const bad = space.paths.find(
    (path) => path.length !== space.heads.length || path.some((id, h) => id >= (space.heads[h]?.labels.length ?? 0)),
  );
  return bad === undefined ? undefined : `the path [${bad.join(", ")}] does not fit the heads`;
}
