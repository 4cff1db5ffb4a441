import {
  createLabelNaming,
  type Finding,
  type Gold,
  type HierarchyConfig,
  hasSeveralPaths,
  type LabelNaming,
  type Task,
} from "../labels/index.js";
import { PinakesError } from "../shared/index.js";
import type { DataConfig } from "./config.js";
import { DropLog } from "./dropped.js";
import { FindingLog } from "./findings.js";
import { goldOfPaths, type PathOptions } from "./paths.js";
import { formatPlace, ProblemLog, type RowProblem } from "./problems.js";
import { type DataFile, findDataFiles, type RawRow, type ReadOptions, readRows } from "./read/index.js";
import { type ColumnRoles, checkColumns, checkDataConfig, columnRoles } from "./roles.js";
import { RowMapper } from "./row-mapper.js";
import { readTaxonomy } from "./taxonomy-file.js";
import { type Dataset, type Example, type FileReport, PARTS, type Part } from "./types.js";

/** What loading needs beside the config. */
export interface LoadOptions {
  readonly task: Task;
  /** The folder that relative paths start from. */
  readonly baseDir: string;
  /** How the paths of a hierarchy are read; one path a row, without a taxonomy, where not given. */
  readonly hierarchy?: Pick<HierarchyConfig, "method" | "paths" | "taxonomy" | "labels_within_parent">;
}

/**
 * Reads all files of a data config: train, then validation, then test. Rows keep their index over all files whatever
 * is dropped. Labels are names where `label_names` gives them. Empty texts are those without a visible character.
 * `sample` takes the first rows of the train, the validation and the test files each: N rows, or a percentage rounded up.
 * @throws PinakesError with all bad rows in one: the code that they share, or DATA_ROWS; DATA_NOT_FOUND, DATA_FORMAT,
 * DATA_ENCODING, DATA_COLUMN, DATA_EMPTY for whole files; CONFIG_CONFLICT for keys that contradict each other.
 */
export async function loadDataset(config: DataConfig, options: LoadOptions): Promise<Dataset> {
  const paths = await pathOptions(options);
  checkDataConfig(config, options.task, paths.several);
  const parts = await findParts(config, options.baseDir);
  const loader = new Loader(config, { task: options.task, paths, byFiles: parts.length > 1 });
  for (const { part, files } of parts) await loader.readPart(part, files);
  return loader.finish(parts.map(({ part }) => part));
}

async function pathOptions({ task, hierarchy, baseDir }: LoadOptions): Promise<PathOptions> {
  if (task !== "hierarchical" || hierarchy === undefined) return { several: false, withinParent: false };
  const taxonomy = hierarchy.taxonomy === undefined ? undefined : await readTaxonomy(hierarchy.taxonomy, baseDir);
  return { several: hasSeveralPaths(hierarchy), withinParent: hierarchy.labels_within_parent, taxonomy };
}

/** The golds of a tree's leaves, named as those of the rows are. */
function taxonomyGolds(paths: PathOptions, naming: LabelNaming): readonly Gold[] | undefined {
  return paths.taxonomy?.leaves.map((leaf) => {
    const made = goldOfPaths([leaf], { ...paths, naming });
    if ("gold" in made) return made.gold;
    const { code, message, fix } = made.problem;
    throw new PinakesError(code, { where: "hierarchy.taxonomy", message, fix });
  });
}

interface PartFiles {
  readonly part: Part;
  readonly files: readonly DataFile[];
}

async function findParts(config: DataConfig, baseDir: string): Promise<PartFiles[]> {
  const parts: PartFiles[] = [];
  const owner = new Map<string, Part>();
  for (const part of PARTS) {
    const patterns = config[part];
    if (patterns === undefined) continue;
    const files = await findDataFiles(patterns, { baseDir, format: config.format, key: `data.${part}` });
    for (const file of files) {
      const other = owner.get(file.path);
      if (other !== undefined) throw inTwoParts(file.name, other, part);
      owner.set(file.path, part);
    }
    parts.push({ part, files });
  }
  return parts;
}

function inTwoParts(file: string, one: Part, other: Part): PinakesError {
  return new PinakesError("DATA_SPLIT", {
    where: file,
    message: `the file is in data.${one} and in data.${other}: a model would be tested on what it learned.`,
    fix: `narrow the glob of data.${one}, or remove the file from data.${other}.`,
  });
}

class Loader {
  private readonly examples: Example[] = [];
  private readonly problems = new ProblemLog();
  private readonly emptyTexts = new ProblemLog();
  private readonly findings = new FindingLog();
  private readonly files: FileReport[] = [];
  private readonly dropped = new DropLog();
  private readonly roles: ColumnRoles;
  private readonly readOptions: ReadOptions;
  private readonly mapper: RowMapper;
  private readonly task: Task;
  private readonly naming: LabelNaming;
  private rows = 0;
  private sampled = false;

  constructor(
    private readonly config: DataConfig,
    private readonly options: { readonly task: Task; readonly paths: PathOptions; readonly byFiles: boolean },
  ) {
    const { task, paths } = options;
    this.task = task;
    this.roles = columnRoles(config);
    this.readOptions = { delimiter: config.delimiter, quotes: config.quotes, columns: [...this.roles.keys.keys()] };
    this.naming = createLabelNaming(config.label_names, { task, columns: this.roles.labels });
    this.mapper = new RowMapper(config, { task, naming: this.naming, paths, findings: this.findings });
  }

  async readPart(part: Part, files: readonly DataFile[]): Promise<void> {
    const first = this.rows;
    const limit = first + (await this.sampleSize(files));
    for (const file of files) await this.readFile(part, file, limit);
    if (this.rows === first) throw noRows(files.map((file) => file.name).join(", "), part);
  }

  finish(fileParts: readonly Part[]): Dataset {
    const { task, examples, rows, sampled, findings } = this;
    this.problems.raise(this.config.on_bad_row, rows);
    this.emptyTexts.raise("error", rows);
    if (examples.length === 0)
      throw noRows(this.files.map(({ file }) => file).join(", "), "the whole data, once bad rows are dropped");
    noteRepeatedIds(examples, findings);
    const found = [...findings.list(MESSAGES), ...loneLabels(task, findings)];
    const report = { files: this.files, rows, dropped: this.dropped.list(), findings: found };
    const { paths } = this.options;
    const taxonomy = taxonomyGolds(paths, this.naming);
    return { task, examples, severalPaths: paths.several, taxonomy, rowCount: rows, sampled, fileParts, report };
  }

  /** Rows to read of a part's files. A percentage needs their count, and thus a reading of its own. */
  private async sampleSize(files: readonly DataFile[]): Promise<number> {
    const { sample } = this.config;
    if (sample === undefined) return Number.POSITIVE_INFINITY;
    if (typeof sample === "number") return sample;
    let count = 0;
    for (const file of files) for await (const batch of readRows(file, this.readOptions)) count += batch.length;
    return Math.ceil((Number.parseFloat(sample) / 100) * count);
  }

  private async readFile(part: Part, file: DataFile, limit: number): Promise<void> {
    const before = this.rows;
    const keys = new Set<string>();
    const batches = readRows(file, {
      ...this.readOptions,
      onColumns: (columns) => checkColumns(file.name, columns, this.roles),
      onSwallowedRows: (line) => this.findings.add("quoted_rows", () => formatPlace({ file: file.name, line })),
    });
    for await (const batch of batches) {
      const wanted = batch.slice(0, limit - this.rows);
      for (const row of wanted) {
        if (file.format === "jsonl" && "values" in row) for (const key in row.values) keys.add(key);
        this.addRow(part, file, row);
      }
      this.sampled ||= wanted.length < batch.length;
      if (this.rows >= limit) {
        this.sampled = true;
        break;
      }
    }
    // JSON Lines declare no columns: one is missing where no row of the file has it.
    if (keys.size > 0) checkColumns(file.name, [...keys], this.roles);
    this.files.push({ file: file.name, rows: this.rows - before });
    if (this.rows === before && this.rows < limit) this.findings.add("empty_files", () => file.name);
  }

  private addRow(part: Part, file: DataFile, raw: RawRow): void {
    const index = this.rows++;
    const where = { file: file.name, line: raw.line };
    const mapped = "problem" in raw ? raw : this.mapper.map(raw.values, () => formatPlace(where));
    if ("problem" in mapped) {
      this.problems.add(where, mapped.problem);
      this.dropped.add(mapped.problem.code, this.options.byFiles ? part : undefined);
      return;
    }
    const { id, ...row } = mapped.row;
    const split = this.options.byFiles ? part : row.split;
    const empty = row.text.trim() === "";
    if (empty && this.config.on_empty !== "keep") {
      if (this.config.on_empty === "error") this.emptyTexts.add(where, EMPTY_TEXT);
      this.dropped.add("empty text", split);
      return;
    }
    this.examples.push({ ...row, index, id: id ?? String(index), split, where });
  }
}

const EMPTY_TEXT: RowProblem = {
  code: "DATA_TEXT_EMPTY",
  message: "the text is empty.",
  fix: "set data.on_empty: keep (an empty text is predicted and counted) or drop.",
  skippable: false,
};

const MESSAGES: Readonly<Record<string, (count: number) => string>> = {
  text_missing: (n) => `${n} values of the text columns are null or absent; each is read as an empty text.`,
  text_converted: (n) =>
    `${n} values of the text columns are numbers, booleans or dates; each is read as it is written.`,
  quoted_rows: (n) =>
    `${n} quoted fields hold lines that look like rows of their own: look whether a quote is left open.`,
  empty_files: (n) => `${n} files hold no rows.`,
  repeated_ids: (n) => `${n} rows have an id that a row before has too.`,
};

function noteRepeatedIds(examples: readonly Example[], findings: FindingLog): void {
  const seen = new Set<string>();
  for (const { id, where } of examples) {
    if (seen.has(id)) findings.add("repeated_ids", () => `${id} (${formatPlace(where)})`);
    seen.add(id);
  }
}

/** A delimiter that was forgotten shows as sets of one label each. */
function loneLabels(task: Task, findings: FindingLog): Finding[] {
  if (task !== "multi-label" || findings.count("rows_with_several_labels") > 0) return [];
  const message = "no row has more than one label: if labels stand together in one string, set data.label_delimiter.";
  return [{ code: "single_labels", message, count: 1, places: [] }];
}

function noRows(where: string, part: string): PinakesError {
  return new PinakesError("DATA_EMPTY", {
    where,
    message: `there are no rows in ${part}.`,
    fix: "look whether the file is the right one and was written to its end.",
  });
}
