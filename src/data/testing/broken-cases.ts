import { gzipSync } from "node:zlib";
import type { ErrorCode } from "../../shared/index.js";
import type { TestLoad } from "./files.js";

/** A broken input, the code that it must get, and what the message must hold. */
export interface BrokenCase extends TestLoad {
  readonly name: string;
  readonly code: ErrorCode;
  readonly says: readonly string[];
}

const GOOD = '{"text": "x", "labels": "a"}\n';
const csv = (text: string | Uint8Array): TestLoad["files"] => ({ "d.csv": text });
const jsonl = (text: string | Uint8Array): TestLoad["files"] => ({ "d.jsonl": text });
const latin1 = (text: string) => Buffer.from(text, "latin1");
const packed = gzipSync(GOOD.repeat(500));
const splitBy = (split: Record<string, unknown>) => ({ split });
const withIndices = (content: string): Pick<BrokenCase, "files" | "data"> => ({
  files: { "d.jsonl": GOOD.repeat(3), "s.json": content },
  data: splitBy({ file: "s.json" }),
});

/** Broken inputs of every kind: files, compression, csv, jsonl, labels, splits. */
export const BROKEN_CASES: readonly BrokenCase[] = [
  // files that are not what they seem
  { name: "a missing file", files: jsonl(GOOD), data: { train: "c.jsonl" }, code: "DATA_NOT_FOUND", says: ["c.jsonl"] },
  { name: "an empty glob", files: jsonl(GOOD), data: { train: "*.csv" }, code: "DATA_NOT_FOUND", says: ["*.csv"] },
  {
    name: "a folder",
    files: { "f/d.jsonl": GOOD },
    data: { train: "f" },
    code: "DATA_NOT_FOUND",
    says: ["is a folder"],
  },
  { name: "an unknown ending", files: { "d.txt": GOOD }, code: "DATA_FORMAT", says: ['".txt"', "data.format"] },
  { name: "an empty csv", files: csv(""), code: "DATA_EMPTY", says: ["d.csv"] },
  { name: "an empty jsonl", files: jsonl("\n \n"), code: "DATA_EMPTY", says: ["d.jsonl"] },
  { name: "a csv with a header only", files: csv("text,labels\n"), code: "DATA_EMPTY", says: ["no rows in train"] },
  { name: "an Excel workbook named csv", files: csv(latin1("PK\x03\x04rest")), code: "DATA_FORMAT", says: ["Excel"] },
  { name: "Parquet named jsonl", files: jsonl("PAR1xxxx"), code: "DATA_FORMAT", says: ["Parquet"] },
  { name: "gzip without .gz", files: jsonl(packed), code: "DATA_FORMAT", says: ["gzip-compressed", ".gz"] },
  {
    name: "a Git LFS pointer",
    files: csv("version https://git-lfs.github.com/spec/v1\n"),
    code: "DATA_FORMAT",
    says: ["git lfs pull"],
  },
  {
    name: "UTF-16",
    files: csv(Buffer.from("\ufefftext,labels\nx,a\n", "utf16le")),
    code: "DATA_ENCODING",
    says: ["UTF-16"],
  },
  { name: "zero bytes", files: csv("text,labels\nx\0,a\n"), code: "DATA_ENCODING", says: ["zero bytes"] },
  {
    name: "one file in two parts",
    files: jsonl(GOOD),
    data: { test: "*.jsonl" },
    code: "DATA_SPLIT",
    says: ["data.train", "data.test"],
  },
  // compression
  {
    name: "truncated gzip",
    files: { "d.jsonl.gz": packed.subarray(0, -9) },
    code: "DATA_ENCODING",
    says: ["d.jsonl.gz", "unexpected end"],
  },
  {
    name: "gzip that is none",
    files: { "d.csv.gz": "text,labels\n" },
    code: "DATA_ENCODING",
    says: ["incorrect header check"],
  },
  { name: "gzip of no bytes", files: { "d.csv.gz": "" }, code: "DATA_ENCODING", says: ["unexpected end"] },
  {
    name: "gzip whose second half is broken",
    files: { "d.jsonl.gz": Buffer.concat([packed, Buffer.alloc(1), packed.subarray(1)]) },
    code: "DATA_ENCODING",
    says: [`${packed.length} of ${2 * packed.length} bytes follow`],
  },
  // csv
  {
    name: "a row too short",
    files: csv("text,labels\nx,a\ny\n"),
    code: "DATA_ROWS",
    says: ["d.csv:3", "1 fields", "header has 2"],
  },
  {
    name: "a row too long",
    files: csv('text,labels\n"x\ny",a\nhello, world,b\n'),
    code: "DATA_ROWS",
    says: ["d.csv:4", "3 fields"],
  },
  {
    name: "a quote never closed",
    files: csv('text,labels\r\nx,a\r\n\r\n"y,b\r\nz,c\r\n'),
    code: "DATA_ROWS",
    says: ["d.csv:4", "never closed"],
  },
  {
    name: "text after a closing quote",
    files: csv('text,labels\n"x" y,a\n'),
    code: "DATA_ROWS",
    says: ["d.csv:2", "closing quote"],
  },
  {
    name: "a quote in a bare field",
    files: csv('text,labels\n12" disk,a\n'),
    code: "DATA_ROWS",
    says: ["d.csv:2", "not quoted", "data.quotes: false"],
  },
  {
    name: "a broken quote under skip",
    files: csv('text,labels\nx,a\n"y,b\n'),
    data: { on_bad_row: "skip" },
    code: "DATA_ROWS",
    says: ["d.csv:3"],
  },
  {
    name: "Latin-1 in csv",
    files: csv(latin1('text,labels\nx,a\n"y\ncafé",b\n')),
    code: "DATA_ENCODING",
    says: ["d.csv:3", "UTF-8"],
  },
  {
    name: "Latin-1 in a csv header",
    files: csv(latin1("téxt,labels\nx,a\n")),
    code: "DATA_ENCODING",
    says: ["d.csv:1"],
  },
  {
    name: "a misspelt column",
    files: csv("text,lables\nx,a\n"),
    code: "DATA_COLUMN",
    says: ["d.csv", '"text", "lables"', "data.labels: lables"],
  },
  {
    name: "a csv without a header",
    files: csv("good film,pos\nbad film,neg\n"),
    code: "DATA_COLUMN",
    says: ["lacks a first line"],
  },
  {
    name: "semicolons in place of commas",
    files: csv("text;labels\nx;a\n"),
    code: "DATA_COLUMN",
    says: ['data.delimiter: ";"'],
  },
  {
    name: "a column named twice",
    files: csv("text,labels,text\nx,a,y\n"),
    code: "DATA_COLUMN",
    says: ["d.csv:1", '"text" twice'],
  },
  // jsonl
  {
    name: "broken JSON",
    files: jsonl(`${GOOD}\n{"text": "x", "labels": \n${GOOD}`),
    code: "DATA_ROWS",
    says: ["d.jsonl:3", "1 of 3 rows"],
  },
  { name: "a file cut in its last line", files: jsonl(`${GOOD}{"text": "hal`), code: "DATA_ROWS", says: ["d.jsonl:2"] },
  { name: "two objects in a line", files: jsonl(`${GOOD.trim()}${GOOD}`), code: "DATA_ROWS", says: ["d.jsonl:1"] },
  {
    name: "a row that is a list",
    files: jsonl(`${GOOD}["x", "a"]\n`),
    code: "DATA_ROWS",
    says: ["d.jsonl:2", "not a JSON object"],
  },
  { name: "a row that is null", files: jsonl(`null\n${GOOD}`), code: "DATA_ROWS", says: ["d.jsonl:1", "value null"] },
  {
    name: "one JSON array",
    files: jsonl(`[\n${GOOD.trim()},\n${GOOD}]`),
    code: "DATA_FORMAT",
    says: ["one JSON array", "jq"],
  },
  {
    name: "objects over several lines",
    files: jsonl('{\n"text": "x",\n"labels": "a"\n}\n'),
    code: "DATA_FORMAT",
    says: ["several lines"],
  },
  {
    name: "Latin-1 in jsonl",
    files: jsonl(latin1(`${GOOD}{"text": "café", "labels": "a"}\n`)),
    code: "DATA_ENCODING",
    says: ["d.jsonl:2"],
  },
  {
    name: "a column that no row has",
    files: jsonl('{"txt": "x", "labels": "a"}\n'),
    code: "DATA_COLUMN",
    says: ['"txt", "labels"', "data.text: txt"],
  },
  {
    name: "a text that is an object",
    files: jsonl('{"text": {"a": 1}, "labels": "a"}\n'),
    code: "DATA_ROWS",
    says: ['column "text"', "an object"],
  },
  {
    name: "a number too large",
    files: jsonl('{"text": "x", "labels": 12345678901234567890}\n'),
    code: "DATA_ROWS",
    says: ["too large to be read exactly"],
  },
  // labels
  {
    name: "a missing label",
    files: csv("text,labels\nx,a\ny, \n"),
    code: "DATA_LABEL_MISSING",
    says: ["d.csv:3", 'value " "', "no label"],
  },
  {
    name: "a null label",
    files: jsonl(`${GOOD}{"text": "x", "labels": null}\n`),
    code: "DATA_LABEL_MISSING",
    says: ["d.jsonl:2", "null"],
  },
  {
    name: "two labels for multi-class",
    files: jsonl('{"text": "x", "labels": ["a", "b"]}\n'),
    code: "DATA_LABEL_CARDINALITY",
    says: ["(a, b)", "multi-label"],
  },
  {
    name: "several paths",
    files: jsonl('{"text": "x", "labels": [["a"], ["b"]]}\n'),
    task: "hierarchical",
    code: "DATA_LABEL_CARDINALITY",
    says: ["several paths"],
  },
  {
    name: "a level left out",
    files: csv("text,l1,l2\nx,,b\n"),
    data: { labels: ["l1", "l2"] },
    task: "hierarchical",
    code: "DATA_LABEL_DEPTH",
    says: ["d.csv:2", '"l1", has none'],
  },
  {
    name: "an empty level in a path",
    files: csv("text,labels\nx,a >  > c\n"),
    task: "hierarchical",
    code: "DATA_LABEL_MISSING",
    says: ["d.csv:2", "empty"],
  },
  {
    name: "a list written by Python",
    files: csv("text,labels\nx,\"['a', 'b']\"\n"),
    task: "multi-label",
    code: "DATA_ROWS",
    says: ["Python list"],
  },
  {
    name: "a code without a name",
    files: csv("text,labels\nx,0\ny,2\n"),
    data: { label_names: ["a", "b"] },
    code: "DATA_LABEL_UNKNOWN",
    says: ["d.csv:3", '"2"'],
  },
  {
    name: "level columns for multi-class",
    files: csv("text,l1,l2\nx,a,b\n"),
    data: { labels: ["l1", "l2"] },
    code: "CONFIG_CONFLICT",
    says: ["data.labels"],
  },
  {
    name: "an empty text that is forbidden",
    files: csv("text,labels\n  ,a\n"),
    data: { on_empty: "error" },
    code: "DATA_TEXT_EMPTY",
    says: ["d.csv:2"],
  },
  {
    name: "bad rows of several kinds",
    files: csv("text,labels\nx\ny,\n"),
    code: "DATA_ROWS",
    says: ["d.csv:2", "d.csv:3", "2 of 2 rows"],
  },
  {
    name: "nothing left",
    files: csv("text,labels\nx\n"),
    data: { on_bad_row: "skip" },
    code: "DATA_EMPTY",
    says: ["bad rows are dropped"],
  },
  // splits
  {
    name: "an unknown part",
    files: csv("text,labels,s\nx,a,trian\n"),
    data: splitBy({ column: "s" }),
    code: "DATA_SPLIT",
    says: ["d.csv:2", '"trian"'],
  },
  {
    name: "a time that is none",
    files: csv("text,labels,t\nx,a,2020-01-01\ny,b,soon\n"),
    data: splitBy({ method: "time", by: "t", test: 1 }),
    code: "DATA_SPLIT",
    says: ["d.csv:3", '"soon"'],
  },
  {
    name: "numbers among dates",
    files: csv("text,labels,t\nx,a,2020-01-01\ny,b,2020\n"),
    data: splitBy({ method: "time", by: "t", test: 1 }),
    code: "DATA_SPLIT",
    says: ["d.csv:3", "a number"],
  },
  {
    name: "a group without a column",
    files: csv("text,labels\nx,a\n"),
    data: splitBy({ method: "group" }),
    code: "CONFIG_CONFLICT",
    says: ["data.split.by"],
  },
  {
    name: "nothing left to train on",
    files: jsonl(GOOD.repeat(4)),
    data: splitBy({ validation: 2, test: 2 }),
    code: "DATA_SPLIT",
    says: ["none is left"],
  },
  {
    name: "one time only",
    files: csv("text,labels,t\nx,a,1\ny,b,1\n"),
    data: splitBy({ method: "time", by: "t", test: 1 }),
    code: "DATA_SPLIT",
    says: ["1 different times"],
  },
  {
    name: "one group only",
    files: csv("text,labels,g\nx,a,1\ny,b,1\n"),
    data: splitBy({ method: "group", by: "g", test: 1 }),
    code: "DATA_SPLIT",
    says: ["the test part"],
  },
  {
    name: "no two rows alike",
    files: csv("text,labels\nx,a\ny,b\n"),
    data: splitBy({ test: 1 }),
    code: "DATA_SPLIT",
    says: ["method: random"],
  },
  {
    name: "a missing split file",
    files: jsonl(GOOD),
    data: splitBy({ file: "s.json" }),
    code: "DATA_NOT_FOUND",
    says: ["s.json"],
  },
  { name: "a split file that is no JSON", ...withIndices("{"), code: "DATA_SPLIT_FILE", says: ["not valid JSON"] },
  {
    name: "a misnamed part in a split file",
    ...withIndices('{"train": [0], "valdation": [1]}'),
    code: "DATA_SPLIT_FILE",
    says: ['"validation"?'],
  },
  {
    name: "a row in two parts",
    ...withIndices('{"train": [0, 1], "test": [1]}'),
    code: "DATA_SPLIT_FILE",
    says: ["row 1 is in train and in test"],
  },
  {
    name: "a row that is not there",
    ...withIndices('{"train": [0], "test": [3]}'),
    code: "DATA_SPLIT_FILE",
    says: ["row 3", "3 rows"],
  },
];
