import { stat } from "node:fs/promises";
import path from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { PinakesError } from "../../shared/index.js";

/** The formats of data files. */
export type DataFormat = "csv" | "tsv" | "jsonl" | "parquet" | "txt";

/** A data file that is there. */
export interface DataFile {
  /** As error messages name it: relative to the config's folder where it is inside. */
  readonly name: string;
  readonly path: string;
  readonly format: DataFormat;
  readonly gzip: boolean;
}

const EXTENSIONS: Readonly<Record<string, DataFormat>> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".tab": "tsv",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".parquet": "parquet",
};

/** Where files are looked for. */
export interface FindOptions {
  /** The folder that relative paths start from. */
  readonly baseDir: string;
  /** The format of all files, where their names don't tell it. */
  readonly format?: DataFormat | undefined;
  /** Whether txt files, a text a line, are data too. Default: false. */
  readonly plainText?: boolean;
  /** The config key, for error messages. */
  readonly key: string;
}

/**
 * The files of paths and globs: in the order given, those of one glob by name, none twice.
 * @throws PinakesError DATA_NOT_FOUND for a path or glob that matches no file; DATA_FORMAT for an unknown ending.
 */
export async function findDataFiles(patterns: string | readonly string[], options: FindOptions): Promise<DataFile[]> {
  const found = new Map<string, DataFile>();
  for (const pattern of typeof patterns === "string" ? [patterns] : patterns) {
    for (const file of await matches(pattern, options)) {
      if (!found.has(file)) found.set(file, describeFile(file, options));
    }
  }
  return [...found.values()];
}

/** A literal path wins over the same string read as a glob, so that names with brackets work. */
async function matches(pattern: string, options: FindOptions): Promise<string[]> {
  const literal = path.resolve(options.baseDir, pattern);
  const status = await stat(literal).catch(() => undefined);
  if (status?.isFile() === true) return [literal];
  if (status?.isDirectory() === true) {
    throw notFound(options.key, `"${pattern}" is a folder, not a file`, `name its files: ${pattern}/*.jsonl`);
  }
  if (!isDynamicPattern(pattern)) {
    throw notFound(options.key, `there is no file "${pattern}" in ${options.baseDir}`, "correct the path");
  }
  const files = await glob(pattern.replaceAll("\\", "/"), { cwd: options.baseDir, absolute: true });
  if (files.length > 0) return files.sort();
  throw notFound(options.key, `no file matches the glob "${pattern}" in ${options.baseDir}`, "correct the glob");
}

function notFound(key: string, message: string, fix: string): PinakesError {
  return new PinakesError("DATA_NOT_FOUND", {
    where: key,
    message: `${message}.`,
    fix: `${fix} (relative paths start at the config's folder).`,
  });
}

function describeFile(file: string, options: FindOptions): DataFile {
  const relative = path.relative(options.baseDir, file);
  const name = relative.startsWith("..") ? file : relative;
  const gzip = file.toLowerCase().endsWith(".gz");
  const ending = path.extname(gzip ? file.slice(0, -".gz".length) : file).toLowerCase();
  const known = options.plainText === true ? { ".txt": "txt" as const, ...EXTENSIONS } : EXTENSIONS;
  const format = options.format ?? known[ending];
  if (format === undefined) {
    throw new PinakesError("DATA_FORMAT", {
      where: name,
      message: `the ending "${ending}" is not one of ${Object.keys(known).join(", ")} (each text format also with .gz).`,
      fix: "set data.format: csv, tsv, jsonl or parquet.",
    });
  }
  if (format === "parquet" && gzip) {
    throw new PinakesError("DATA_FORMAT", {
      where: name,
      message: "a Parquet file can't be read through gzip.",
      fix: `gunzip "${name}" (Parquet is compressed inside).`,
    });
  }
  return { name, path: file, format, gzip };
}
