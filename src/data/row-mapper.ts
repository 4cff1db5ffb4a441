import type { LabelNaming, Task } from "../labels/index.js";
import type { DataConfig } from "./config.js";
import type { FindingLog } from "./findings.js";
import { type GoldOptions, readGold } from "./gold.js";
import type { PathOptions } from "./paths.js";
import { type RowProblem, show } from "./problems.js";
import { type ColumnRoles, columnRoles } from "./roles.js";
import { parseTime, type TimeKind } from "./time.js";
import type { Example, Part } from "./types.js";
import { cellText, type JoinedText, joinTexts } from "./values.js";

/** What a row says, apart from where it stands. */
export type MappedRow = Pick<Example, "text" | "gold" | "split" | "group" | "time"> & { readonly id?: string };

/** A row that could be read, or what is wrong with it. */
export type MapResult = { readonly row: MappedRow } | { readonly problem: RowProblem };

/** What mapping needs beside the config. */
export interface MapperOptions {
  readonly task: Task;
  readonly naming: LabelNaming;
  readonly paths: PathOptions;
  readonly findings: FindingLog;
}

type Values = Readonly<Record<string, unknown>>;
type Found<T> = { readonly value: T } | { readonly problem: RowProblem };

const PART_NAMES: Readonly<Record<string, Part>> = {
  train: "train",
  training: "train",
  validation: "validation",
  valid: "validation",
  val: "validation",
  dev: "validation",
  test: "test",
  testing: "test",
};

/** Turns the values of a row into text, labels and what the split needs. */
export class RowMapper {
  private readonly roles: ColumnRoles;
  private readonly gold: GoldOptions;
  private timeKind: TimeKind | undefined;

  constructor(
    config: DataConfig,
    private readonly options: MapperOptions,
  ) {
    this.roles = columnRoles(config);
    this.gold = {
      task: options.task,
      columns: this.roles.labels,
      labelDelimiter: config.label_delimiter,
      pathSeparator: config.path_separator,
      allowUnlabelled: config.allow_unlabelled,
      naming: options.naming,
      paths: options.paths,
    };
  }

  /** Maps one row; `place` is asked for only where something is worth noting. */
  map(values: Values, place: () => string): MapResult {
    const text = this.readText(values, place);
    if ("problem" in text) return text;
    const gold = readGold(values, this.gold);
    if ("problem" in gold) return gold;
    if (gold.gold.length > 1) this.options.findings.add("rows_with_several_labels", place);
    const id = this.readId(values);
    if ("problem" in id) return id;
    const split = this.readPart(values);
    if ("problem" in split) return split;
    const by = this.readBy(values);
    if ("problem" in by) return by;
    return { row: { text: text.text, gold: gold.gold, id: id.value, split: split.value, ...by.value } };
  }

  private readText(values: Values, place: () => string): JoinedText {
    return joinTexts(values, this.roles.text, (kind) => {
      if (kind !== "text") this.options.findings.add(`text_${kind}`, place);
    });
  }

  private readId(values: Values): Found<string | undefined> {
    if (this.roles.id === undefined) return { value: undefined };
    return required(values, this.roles.id, "fill it in, or leave data.id out.");
  }

  private readPart(values: Values): Found<Part | undefined> {
    const { split } = this.roles;
    if (split === undefined) return { value: undefined };
    const cell = required(values, split, "say train, validation or test for every row.");
    if ("problem" in cell) return cell;
    const part = PART_NAMES[cell.value.trim().toLowerCase()];
    if (part !== undefined) return { value: part };
    const message = "it is none of train, validation, test.";
    const fix = "correct the value, or name another column in data.split.column.";
    return { problem: { code: "DATA_SPLIT", column: split, value: show(cell.value), message, fix } };
  }

  private readBy(values: Values): Found<Pick<MappedRow, "group" | "time">> {
    const { group, time } = this.roles;
    if (group !== undefined) {
      const cell = required(values, group, "fill in the group of every row.");
      return "problem" in cell ? cell : { value: { group: cell.value } };
    }
    if (time === undefined) return { value: {} };
    const cell = required(values, time, "fill in the time of every row.");
    if ("problem" in cell) return cell;
    const parsed = parseTime(cell.value);
    if (parsed !== undefined && (this.timeKind ?? parsed.kind) === parsed.kind) {
      this.timeKind = parsed.kind;
      return { value: { time: parsed.time } };
    }
    const message =
      parsed === undefined ? "it is no time." : `it is a ${parsed.kind}, but rows before it have a ${this.timeKind}.`;
    const fix = "write all times as numbers, or all as ISO 8601 dates (1987-02-26T15:01:01Z).";
    return { problem: { code: "DATA_SPLIT", column: time, value: show(cell.value), message, fix } };
  }
}

function required(values: Values, column: string, fix: string): Found<string> {
  const cell = cellText(values[column], column);
  if ("problem" in cell) return cell;
  if (cell.text.trim() !== "") return { value: cell.text };
  return { problem: { code: "DATA_ROWS", column, value: show(values[column]), message: "it is empty.", fix } };
}
