import { PinakesError, present } from "../shared/index.js";
import type { Task } from "./config.js";

type NameList = readonly string[];
type NameMap = Readonly<Record<string, string>>;

/** Names for label codes, as the config gives them: a list in the order of ids, a map, or one of both a level. */
export type LabelNames = NameList | NameMap | Readonly<Record<string, NameList | NameMap>>;

/** What is needed to read {@link LabelNames}. */
export interface LabelNamingOptions {
  readonly task: Task;
  /** The columns that hold the levels of a hierarchy: a level's names can also stand under its column's name. */
  readonly columns?: readonly string[];
}

/** The names of one head's labels. */
interface HeadNaming {
  readonly table: NameMap;
  readonly order: NameList;
  readonly known: ReadonlySet<string>;
}

/** Turns label codes into names, head by head; without any names it leaves labels as they are. */
export class LabelNaming {
  constructor(private readonly heads: ReadonlyMap<number, HeadNaming>) {}

  /** The name of a code, the code itself where the head has no names or it is a name already; else undefined. */
  rename(head: number, code: string): string | undefined {
    const naming = this.heads.get(head);
    if (naming === undefined || naming.known.has(code)) return code;
    return Object.hasOwn(naming.table, code) ? naming.table[code] : undefined;
  }

  /** The names of a head in the order given, or undefined where none were given. */
  order(head: number): readonly string[] | undefined {
    return this.heads.get(head)?.order;
  }

  /** Names by code of a head; empty where none were given. */
  table(head: number): NameMap {
    return this.heads.get(head)?.table ?? {};
  }

  /** Whether any head has names. */
  get isEmpty(): boolean {
    return this.heads.size === 0;
  }
}

/**
 * Reads the names of label codes. A list names the codes 0, 1, 2, …; a value that is a name already stays.
 * @throws PinakesError CONFIG_CONFLICT where the names' form does not fit the task, or a list repeats a name.
 */
export function createLabelNaming(names: LabelNames | undefined, options: LabelNamingOptions): LabelNaming {
  if (names === undefined) return new LabelNaming(new Map());
  if (options.task !== "hierarchical") {
    if (!isList(names) && !isFlatMap(names)) {
      throw conflict(`task "${options.task}" has one set of labels, but label_names has one a level`, FLAT_FIX);
    }
    return new LabelNaming(new Map([[0, headNaming("label_names", names)]]));
  }
  if (isList(names) || isFlatMap(names)) {
    throw conflict('task "hierarchical" has labels a level, but label_names is one list or map', LEVEL_FIX);
  }
  const heads = new Map<number, HeadNaming>();
  for (const [key, value] of Object.entries(names)) {
    heads.set(levelIndex(key, options.columns ?? []), headNaming(`label_names.${key}`, value));
  }
  return new LabelNaming(heads);
}

const FLAT_FIX = "write label_names as a list in the order of ids, or as a map from code to name.";
const LEVEL_FIX = "write label_names: { level1: [...], level2: [...] }.";

function isList(names: LabelNames): names is NameList {
  return Array.isArray(names);
}

function isFlatMap(names: LabelNames): names is NameMap {
  return Object.values(names).every((value) => typeof value === "string");
}

function headNaming(where: string, names: NameList | NameMap): HeadNaming {
  const table = isList(names)
    ? Object.fromEntries(names.map((name, id) => [String(id), name]))
    : { ...(names as NameMap) };
  const listed = isList(names) ? names : Object.values(names as NameMap);
  const order = [...new Set(listed)];
  // A map may give two codes one name, to merge classes; in a list it can only be a slip.
  if (isList(names) && order.length !== names.length) {
    const repeated = present(
      names.find((name, id) => names.indexOf(name) !== id),
      "the repeated name",
    );
    throw conflict(`data.${where} holds "${repeated}" twice`, "give every label a name of its own.");
  }
  return { table, order, known: new Set(order) };
}

function levelIndex(key: string, columns: readonly string[]): number {
  const column = columns.indexOf(key);
  if (column >= 0 && columns.length > 1) return column;
  const level = /^level([1-9]\d*)$/u.exec(key);
  if (level === null) throw conflict(`data.label_names has the key "${key}", which names no level`, LEVEL_FIX);
  return Number(level[1]) - 1;
}

function conflict(message: string, fix: string): PinakesError {
  return new PinakesError("CONFIG_CONFLICT", { where: "data.label_names", message: `${message}.`, fix });
}
