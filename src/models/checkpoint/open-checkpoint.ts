import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PinakesError, present } from "../../shared/index.js";
import { openSafetensors, type SafetensorsFile, type TensorData, type TensorInfo } from "../safetensors/index.js";
import { readWeightMap, WEIGHTS_INDEX } from "./weight-map.js";

const CONFIG = "config.json";
const WEIGHTS = "model.safetensors";

/** A tensor of a checkpoint. */
export interface CheckpointTensor {
  /** The file in the folder that it is in. */
  readonly file: string;
  readonly info: TensorInfo;
}

/** An open checkpoint: its config, and its tensors, each of which is read when asked for. */
export class Checkpoint {
  private constructor(
    readonly folder: string,
    /** What config.json says, not yet checked. */
    readonly config: unknown,
    /** By name, in the order in which they lie in the files. */
    readonly tensors: ReadonlyMap<string, CheckpointTensor>,
    private readonly files: ReadonlyMap<string, SafetensorsFile>,
  ) {}

  /** See {@link openCheckpoint}. */
  static async open(folder: string): Promise<Checkpoint> {
    const config = await readConfig(join(folder, CONFIG));
    const weightMap = await readWeightMap(folder);
    const names = weightMap === undefined ? [WEIGHTS] : [...new Set(weightMap.values())].sort();
    const files = await openAll(folder, names);
    try {
      return new Checkpoint(folder, config, locate(folder, files, weightMap), files);
    } catch (error) {
      await closeAll(files.values());
      throw error;
    }
  }

  /**
   * The values of one tensor, row-major; F16 and BF16 as float32, BOOL as 0 and 1.
   * @throws PinakesError MODEL_ARTIFACT where there is no such tensor
   */
  async read(name: string): Promise<TensorData> {
    const tensor = this.tensors.get(name);
    if (tensor === undefined) {
      throw new PinakesError("MODEL_ARTIFACT", {
        where: this.folder,
        message: `the checkpoint has no tensor "${name}", but ${this.tensors.size} others`,
        fix: "give the checkpoint of this architecture, or the architecture of this checkpoint.",
      });
    }
    return present(this.files.get(tensor.file), tensor.file).read(name);
  }

  /** Closes the files; nothing can be read after. */
  async close(): Promise<void> {
    await closeAll(this.files.values());
  }
}

/**
 * Opens a checkpoint folder: `config.json`, and the weights in `model.safetensors` or in the shards that
 * `model.safetensors.index.json` names. The headers of all files are read and checked, no values.
 * @throws PinakesError CHECKPOINT_FORMAT where the config or the index is broken, or the shards are not as the index
 * says; MODEL_ARTIFACT where a file of weights is missing or broken
 */
export function openCheckpoint(folder: string): Promise<Checkpoint> {
  return Checkpoint.open(folder);
}

async function readConfig(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new PinakesError("CHECKPOINT_FORMAT", {
      where: path,
      message: `it can't be read as JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      fix: "give the folder of a checkpoint in the layout of the transformers library, or download it again.",
      cause,
    });
  }
}

async function openAll(folder: string, names: readonly string[]): Promise<Map<string, SafetensorsFile>> {
  const files = new Map<string, SafetensorsFile>();
  try {
    for (const name of names) files.set(name, await openSafetensors(join(folder, name)));
    return files;
  } catch (error) {
    await closeAll(files.values());
    throw error;
  }
}

/** Where each tensor is. An index decides where it is there: what it does not name is not part of the model. */
function locate(
  folder: string,
  files: ReadonlyMap<string, SafetensorsFile>,
  weightMap: ReadonlyMap<string, string> | undefined,
): Map<string, CheckpointTensor> {
  const found = new Map<string, CheckpointTensor>();
  for (const [file, { tensors }] of files) {
    for (const [name, info] of tensors) {
      if (weightMap === undefined || weightMap.get(name) === file) found.set(name, { file, info });
    }
  }
  const missing = [...(weightMap ?? [])].filter(([name]) => !found.has(name));
  if (missing.length === 0) return found;
  const some = missing.slice(0, 8).map(([name, file]) => `"${name}" in ${file}`);
  throw new PinakesError("CHECKPOINT_FORMAT", {
    where: join(folder, WEIGHTS_INDEX),
    message: `it names ${missing.length} tensors that are not where it says: ${some.join(", ")}${missing.length > 8 ? ", …" : ""}`,
    fix: "copy or download all files of the checkpoint again: they are of different versions.",
  });
}

async function closeAll(files: Iterable<SafetensorsFile>): Promise<void> {
  for (const file of files) await file.close();
}
