import type { Task } from "../labels/index.js";
import { PinakesError } from "../shared/index.js";
import type { DataConfig } from "./config.js";
import { nearest } from "./nearest.js";

/** Which column says what. */
export interface ColumnRoles {
  readonly text: readonly string[];
  readonly labels: readonly string[];
  readonly id?: string;
  readonly split?: string;
  readonly group?: string;
  readonly time?: string;
  /** All of them, each with the config key that names it. */
  readonly keys: ReadonlyMap<string, string>;
}

/** The columns that a config names. */
export function columnRoles(config: DataConfig): ColumnRoles {
  const { split } = config;
  const by = split !== undefined && "method" in split ? split : undefined;
  const roles = {
    text: asList(config.text),
    labels: asList(config.labels),
    id: config.id,
    split: split !== undefined && "column" in split ? split.column : undefined,
    group: by?.method === "group" ? by.by : undefined,
    time: by?.method === "time" ? by.by : undefined,
  };
  const keys = new Map<string, string>();
  for (const column of roles.text) keys.set(column, "data.text");
  for (const column of roles.labels) keys.set(column, "data.labels");
  if (roles.id !== undefined) keys.set(roles.id, "data.id");
  if (roles.split !== undefined) keys.set(roles.split, "data.split.column");
  if (by?.by !== undefined) keys.set(by.by, "data.split.by");
  return { ...roles, keys };
}

/**
 * Refuses keys of the data slice that contradict each other or the task.
 * @param severalPaths  whether a row of a hierarchy may have several paths
 * @throws PinakesError CONFIG_CONFLICT
 */
export function checkDataConfig(config: DataConfig, task: Task, severalPaths = false): void {
  const { split } = config;
  if (asList(config.labels).length > 1 && task !== "hierarchical") {
    throw conflict(
      "data.labels",
      `names several columns, which are the levels of a hierarchy, but task is "${task}"`,
      "set task: hierarchical, or name one column (with lists, or with label_delimiter).",
    );
  }
  if (config.label_delimiter !== undefined && task === "hierarchical" && !severalPaths) {
    throw conflict(
      "data.label_delimiter",
      "is for sets of labels and several paths, but a text has one path here",
      "use data.path_separator for the levels of a path, or set hierarchy.paths: several.",
    );
  }
  if (config.allow_unlabelled && task !== "multi-label") {
    throw conflict("data.allow_unlabelled", `is for task "multi-label", but task is "${task}"`, "remove the key.");
  }
  if (split === undefined) return;
  if ("method" in split) {
    const needsColumn = split.method === "group" || split.method === "time";
    if (needsColumn && split.by === undefined) {
      throw conflict(
        "data.split.by",
        `is missing, but the method ${split.method} needs a column`,
        `set data.split.by to the column of the ${split.method}.`,
      );
    }
    if (!needsColumn && split.by !== undefined) {
      throw conflict(
        "data.split.by",
        `is for the methods group and time, but the method is ${split.method}`,
        "remove the key, or set data.split.method: group.",
      );
    }
    for (const part of ["validation", "test"] as const) {
      if (split[part] === undefined || config[part] === undefined) continue;
      throw conflict(
        `data.split.${part}`,
        `asks for a share of the rows, but data.${part} names files`,
        "keep one of the two.",
      );
    }
  } else if (config.validation !== undefined || config.test !== undefined) {
    throw conflict(
      "data.split",
      "assigns every row, but data.validation or data.test names files of their own",
      "list all files in data.train, or remove data.split.",
    );
  }
}

/**
 * Checks that a file has every column that the config names.
 * @throws PinakesError DATA_COLUMN with the columns that are there and the nearest name.
 */
export function checkColumns(file: string, columns: readonly string[], roles: Pick<ColumnRoles, "keys">): void {
  for (const [column, key] of roles.keys) {
    if (columns.includes(column)) continue;
    const near = nearest(column, columns);
    throw new PinakesError("DATA_COLUMN", {
      where: file,
      message: `there is no column "${column}" (${key}); the file has ${columns.map((name) => `"${name}"`).join(", ")}.`,
      fix: near === undefined ? columnFix(key, columns) : `set ${key}: ${near}.`,
    });
  }
}

function columnFix(key: string, columns: readonly string[]): string {
  const [only = ""] = columns;
  const other = [";", "\t", "|"].find((delimiter) => only.includes(delimiter));
  if (columns.length === 1 && other !== undefined) {
    return `set data.delimiter: ${JSON.stringify(other)}, which seems to separate the columns of this file.`;
  }
  return `set ${key} to one of them; if these are values, the file lacks a first line with the names of its columns.`;
}

function asList(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

function conflict(where: string, message: string, fix: string): PinakesError {
  return new PinakesError("CONFIG_CONFLICT", { where, message: `${message}.`, fix });
}
