import type { EncoderType, ModelType } from "../../models/index.js";
import { PinakesError } from "../../shared/index.js";
import { type ColumnProfile, profileColumns, usualTokens } from "./columns.js";
import { describeLabels, guessLabels, type LabelGuess } from "./guess-labels.js";
import type { FileSample } from "./sample-file.js";

/** The models that a proposal may name: a transformer needs a checkpoint, which is not for it to choose. */
export type ProposedModel = Exclude<ModelType, EncoderType>;

/** What `init` proposes for a data file. */
export interface Proposal extends LabelGuess {
  readonly text: string;
  readonly id?: string;
  /** A column that says train, validation or test, and whether it names a validation part. */
  readonly splitColumn?: { readonly name: string; readonly hasValidation: boolean };
  /** Share of the rows for test, where no column tells. */
  readonly testShare: number;
  readonly model: ProposedModel;
  readonly maxLength: number;
  /** Mean words of a text, for the reader. */
  readonly meanWords: number;
  readonly rows: number;
  readonly hasMoreRows: boolean;
}

const SPLIT_NAME = /^(?:split|set|part|partition|subset|fold)$/iu;
const SPLIT_VALUE = /^(?:train|training|validation|valid|val|dev|test|testing)$/iu;
const ID_NAME = /^(?:.*[_-])?(?:id|uuid|guid)$|^\w*Id$|^\w*ID$/u;
/** Rows from which a recurrent model has enough to learn from. */
const ROWS_FOR_NEURAL = 2000;

/**
 * Guesses text, labels, task and split from the first rows of a file.
 *
 * @throws PinakesError DATA_COLUMN where no column can be the text, or none the labels
 */
export function guess({ rows, hasMore }: FileSample, file: string): Proposal {
  const columns = profileColumns(rows);
  const text = columns.filter(isTextLike).sort((a, b) => b.meanLength - a.meanLength)[0];
  const splitColumn = columns.find(isSplit);
  const id = columns.find((column) => isId(column, rows.length));
  const others = columns.filter((column) => ![text, splitColumn, id].includes(column));
  const labels = guessLabels(others);
  if (text === undefined || labels === undefined) throw nothingFits(file, columns, text);
  return {
    ...labels,
    text: text.name,
    ...(id === undefined ? {} : { id: id.name }),
    ...(splitColumn === undefined ? {} : { splitColumn: describeSplit(splitColumn) }),
    testShare: 0.2,
    model: rows.length >= ROWS_FOR_NEURAL ? "bilstm-attention" : "tfidf-linear",
    maxLength: roundedLength(usualTokens(text)),
    meanWords: text.meanWords,
    rows: rows.length,
    hasMoreRows: hasMore,
  };
}

/** The proposal with another label column, and the task that this makes. */
export function withLabels(proposal: Proposal, column: ColumnProfile): Proposal {
  const { labelDelimiter: _delimiter, pathSeparator: _separator, ...rest } = proposal;
  return { ...rest, ...describeLabels(column) };
}

function isTextLike(column: ColumnProfile): boolean {
  return column.listShare < 0.5 && !isSplit(column) && column.distinct > 1;
}

function isSplit(column: ColumnProfile): boolean {
  return SPLIT_NAME.test(column.name) && column.values.every((value) => SPLIT_VALUE.test(String(value)));
}

function isId(column: ColumnProfile, rows: number): boolean {
  return ID_NAME.test(column.name) && column.distinct === rows && column.meanWords < 1.5;
}

function describeSplit({ name, values }: ColumnProfile) {
  return { name, hasValidation: values.some((value) => /^(?:val|dev)/iu.test(String(value))) };
}

/** In steps of 8, from 16 to 512. */
function roundedLength(tokens: number): number {
  return Math.min(512, Math.max(16, Math.ceil(tokens / 8) * 8));
}

function nothingFits(file: string, columns: readonly ColumnProfile[], text: ColumnProfile | undefined): PinakesError {
  const names = columns.map((column) => column.name).join(", ");
  const what = text === undefined ? "text" : "label (few different values, each on several rows)";
  return new PinakesError("DATA_COLUMN", {
    where: file,
    message: `none of its columns (${names}) looks like a ${what}`,
    fix: "write the config by hand, with data.text and data.labels; docs/reference/config.md lists the keys.",
  });
}
