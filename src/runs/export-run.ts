import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Classifier, ExportedOnnx, ExportedTensor } from "../classifier/index.js";
import { isTransformer } from "../models/index.js";
import { PinakesError, present } from "../shared/index.js";
import { loadRunClassifier } from "./directory/load-run.js";
import { RunDirectory } from "./directory/run-directory.js";
import { type ExportFormat, exportNotes } from "./export-notes.js";

/** What of a run is exported, and where to. */
export interface ExportRunOptions {
  readonly format: ExportFormat;
  /** The folder; `export/<format>` in the run where not given. */
  readonly out?: string | undefined;
  /** `best` (default), `last` or `epoch-N`. */
  readonly checkpoint?: string;
  /** Whether files of a folder that is there may be replaced. */
  readonly overwrite?: boolean;
}

/** What {@link exportRun} wrote. */
export interface ExportReport {
  readonly format: ExportFormat;
  readonly directory: string;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  /** Of the ONNX model. */
  readonly inputs: readonly ExportedTensor[];
  readonly outputs: readonly ExportedTensor[];
  /** What a program without Pinakes has to know to get the same predictions. */
  readonly notes: readonly string[];
}

/**
 * Writes a run's model as other programs open it.
 * @throws PinakesError RUN_NOT_FOUND; EXPORT_FORMAT where the model has no such form; RUN_EXISTS where the folder holds files
 */
export async function exportRun(run: string, options: ExportRunOptions): Promise<ExportReport> {
  const { format, checkpoint, overwrite = false } = options;
  const directory = resolve(options.out ?? join(new RunDirectory(run).file("exports"), format));
  const classifier = await loadRunClassifier(run, { checkpoint });
  try {
    refuseOtherThanTransformers(classifier, format);
    if (!overwrite) await refuseFiles(directory);
    const { inputs, outputs } = await write(classifier, format, directory);
    const files = await filesBelow(directory);
    return { format, directory, files, inputs, outputs, notes: exportNotes(classifier, format) };
  } finally {
    await classifier.release();
  }
}

async function write(classifier: Classifier, format: ExportFormat, directory: string): Promise<ExportedOnnx> {
  if (format === "onnx") return classifier.exportOnnx(directory);
  return present(await classifier.save(directory, { onnx: true }), "the ONNX model of a transformer");
}

function refuseOtherThanTransformers({ config }: Classifier, format: ExportFormat): void {
  if (format !== "hf" || isTransformer(config)) return;
  throw new PinakesError("EXPORT_FORMAT", {
    where: `--format ${format}`,
    message: `a model of type ${config.type} is no architecture of the transformers library.`,
    fix: "use --format onnx, which takes any network.",
  });
}

async function refuseFiles(directory: string): Promise<void> {
  const [first] = await readdir(directory).catch(() => []);
  if (first === undefined) return;
  throw new PinakesError("RUN_EXISTS", {
    where: directory,
    message: `the folder holds files already (${first}, …).`,
    fix: "name another folder by --out, or replace what is there by --overwrite.",
  });
}

/** All files below a folder with their sizes, sorted by name. */
async function filesBelow(directory: string): Promise<{ name: string; bytes: number }[]> {
  const files: { name: string; bytes: number }[] = [];
  for (const name of (await readdir(directory, { recursive: true })).sort()) {
    const entry = await stat(join(directory, name));
    if (entry.isFile()) files.push({ name, bytes: entry.size });
  }
  return files;
}
