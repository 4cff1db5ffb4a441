import { z } from "zod";
import { PinakesError } from "../shared/index.js";
import { taskConfig } from "./config.js";
import type { LabelSpace } from "./types.js";

const labelSpaceJson = z.strictObject({
  task: taskConfig,
  heads: z.array(z.strictObject({ name: z.string(), labels: z.array(z.string()) })).min(1),
  paths: z.array(z.array(z.int().nonnegative()).min(1)),
  parents: z.array(z.int().gte(-1)).optional(),
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

function inconsistency({ heads, paths, parents }: z.output<typeof labelSpaceJson>): string | undefined {
  for (const head of heads) {
    if (new Set(head.labels).size !== head.labels.length) return `head ${head.name} holds a label twice`;
  }
  const bad = paths.find(
    (path) => path.length > heads.length || path.some((id, h) => id >= (heads[h]?.labels.length ?? 0)),
  );
  if (bad !== undefined) return `the path [${bad.join(", ")}] does not fit the heads`;
  if (parents === undefined) return undefined;
  if (heads.length !== 1 || parents.length !== heads[0]?.labels.length) return "the parents do not fit the nodes";
  const late = parents.findIndex((parent, node) => parent >= node);
  return late < 0 ? undefined : `node ${late} stands before its parent`;
}
