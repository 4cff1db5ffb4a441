import type { ResolvedCheckpoint } from "../../hub/index.js";
import { type ImportedWeights, importWeights, type ParameterValues } from "../../models/index.js";
import type { Rng } from "../../shared/index.js";
import { initializeParameters } from "../../training/index.js";
import { withCheckpoint } from "../encode/open-encoder.js";
import type { OpenedTransformer } from "./open-transformer.js";

/** How many names a line lists. */
const LISTED = 6;

/** Reads the weights of a transformer's checkpoint. @throws PinakesError MODEL_ARTIFACT where the encoder's are not whole */
export function readPretrained({ network, resolved }: OpenedTransformer): Promise<ImportedWeights> {
  const specs = network.build({ mode: "prediction" }).parameters;
  return withCheckpoint(resolved.folder, (checkpoint) => importWeights(checkpoint, specs, network.architecture));
}

/** Names of the parameters that a checkpoint lacks, or has in another shape: they start at random. */
export function newParameters({ missing, mismatched }: ImportedWeights): string[] {
  return [...missing, ...mismatched.map(({ name }) => name)];
}

/**
 * Pretrained values, and new ones where the checkpoint has none. What was read is let go with the first start, since
 * training moves it; later seeds read it anew.
 */
export function startFromPretrained(opened: OpenedTransformer, imported: ImportedWeights) {
  const specs = opened.network.build({ mode: "prediction" }).parameters;
  let kept: ImportedWeights | undefined = imported;
  return async (rng: Rng): Promise<ParameterValues> => {
    const { values } = kept ?? (await readPretrained(opened));
    kept = undefined;
    const made = initializeParameters(
      specs.filter(({ name }) => !values.has(name)),
      rng,
    );
    return new Map([...values, ...made]);
  };
}

/** What came out of the checkpoint, in a line. */
export function describeImport(
  name: string,
  { resolved }: { readonly resolved: ResolvedCheckpoint },
  imported: ImportedWeights,
): string {
  const commit = resolved.commit === undefined ? "" : ` (${resolved.commit})`;
  const told = [`${imported.values.size} pretrained weights`];
  const made = newParameters(imported);
  if (made.length > 0) told.push(`new: ${some(made)}`);
  if (imported.unexpected.length > 0) told.push(`not used: ${some(imported.unexpected)}`);
  return `from ${name}${commit}: ${told.join("; ")}`;
}

function some(names: readonly string[]): string {
  const more = names.length > LISTED ? `, … (${names.length})` : "";
  return `${names.slice(0, LISTED).join(", ")}${more}`;
}
