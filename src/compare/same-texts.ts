import type { Prediction } from "../evaluation/index.js";
import { PinakesError } from "../shared/index.js";
import type { MeasuredRun } from "./read-run.js";

/** What is compared: the predictions of each run for the same texts, in the same order. */
export interface SameTexts {
  readonly split: string;
  /** [runs][texts] */
  readonly rows: readonly (readonly Prediction[])[];
}

const FIX =
  "measure all of them on one file with --data FILE, or train them on the same split: give the others data.split.file with the split.json of one run.";

/**
 * The predictions of all runs for a split, which must be of the same texts with the same labels. Another order is put
 * right.
 * @param split  where not given: test, or validation where a run has no test texts
 * @throws PinakesError COMPARE_SPLIT, which says what differs
 */
export function sameTexts(runs: readonly MeasuredRun[], split?: string): SameTexts {
  const [first, ...others] = runs as [MeasuredRun, ...MeasuredRun[]];
  const chosen = split ?? commonSplit(runs);
  const reference = ofSplit(first, chosen);
  const rows = [reference, ...others.map((run) => aligned({ run: first, rows: reference }, run, chosen))];
  return { split: chosen, rows };
}

/** Whether all runs were measured on the same texts of a split too; those that lack it are passed over. */
export function isSame(runs: readonly MeasuredRun[], split: string): boolean {
  const having = runs.filter(({ predictions }) => predictions.some((one) => one.split === split));
  if (having.length < 2) return true;
  try {
    sameTexts(having, split);
    return true;
  } catch {
    return false;
  }
}

function commonSplit(runs: readonly MeasuredRun[]): string {
  const has = (split: string) => runs.every(({ predictions }) => predictions.some((one) => one.split === split));
  const found = ["data", "test", "validation"].find(has);
  if (found !== undefined) return found;
  const lacking = runs.find(({ predictions }) => predictions.every((one) => one.split !== "test"));
  throw new PinakesError("COMPARE_SPLIT", {
    where: lacking?.path ?? "",
    message: "the run has predictions neither for test texts nor for validation texts that the others have too.",
    fix: FIX,
  });
}

function ofSplit({ path, predictions }: MeasuredRun, split: string): readonly Prediction[] {
  const rows = predictions.filter((one) => one.split === split);
  if (rows.length > 0) return rows;
  const known = [...new Set(predictions.map((one) => one.split))];
  throw new PinakesError("COMPARE_SPLIT", {
    where: path,
    message: `the run has no predictions for ${split} texts; it has them for ${known.join(" and ") || "none"}.`,
    fix: `use --split ${known[0] ?? "test"}, or measure all runs on one file with --data FILE.`,
  });
}

/** The rows of a run in the order of the reference's. */
function aligned(
  reference: { readonly run: MeasuredRun; readonly rows: readonly Prediction[] },
  run: MeasuredRun,
  split: string,
): readonly Prediction[] {
  const rows = ofSplit(run, split);
  const fail = (what: string): never => {
    throw new PinakesError("COMPARE_SPLIT", {
      where: `${reference.run.path} and ${run.path}`,
      message: `they were not measured on the same ${split} texts: ${what}${dataDifference(reference.run, run)}.`,
      fix: FIX,
    });
  };
  if (rows.length !== reference.rows.length) {
    fail(`${reference.rows.length} against ${rows.length}${sharedTexts(reference.rows, rows)}`);
  }
  const ordered = inOrder(reference.rows, rows) ?? fail(`not all ids are the same${sharedTexts(reference.rows, rows)}`);
  const text = differing(reference.rows, ordered, (one) => one.text);
  if (text) fail(`text ${text.id} is another one`);
  const gold = differing(reference.rows, ordered, goldKey);
  if (gold) fail(`the labels of text ${gold.id} are ${goldKey(gold.first)} against ${goldKey(gold.second)}`);
  return ordered;
}

/** As they are where the ids agree place by place; else by their ids, which no two texts may share then. */
function inOrder(reference: readonly Prediction[], rows: readonly Prediction[]): readonly Prediction[] | undefined {
  if (rows.every(({ id }, place) => id === reference[place]?.id)) return rows;
  const byId = new Map(rows.map((row) => [row.id, row]));
  if (byId.size < rows.length) return undefined;
  const found = reference.map(({ id }) => byId.get(id));
  return found.every((row) => row !== undefined) ? found : undefined;
}

function differing(first: readonly Prediction[], second: readonly Prediction[], of: (row: Prediction) => string) {
  const at = first.findIndex((row, place) => of(row) !== of(second[place] as Prediction));
  return at < 0 ? undefined : { id: first[at]?.id, first: first[at] as Prediction, second: second[at] as Prediction };
}

function goldKey({ gold }: Prediction): string {
  return JSON.stringify(gold);
}

function sharedTexts(first: readonly Prediction[], second: readonly Prediction[]): string {
  const known = new Set(first.map(({ text }) => text));
  const shared = second.filter(({ text }) => known.has(text)).length;
  return `, of which ${shared} texts are in both`;
}

/** What the manifests and split files say about the reason. */
function dataDifference(first: MeasuredRun, second: MeasuredRun): string {
  const hashes = (run: MeasuredRun) => new Map(run.data.map(({ file, sha256 }) => [file, sha256]));
  const [one, other] = [hashes(first), hashes(second)];
  const changed = [...one].filter(([file, hash]) => other.has(file) && other.get(file) !== hash).map(([file]) => file);
  if (changed.length > 0) return `; ${changed.join(", ")} changed between the two runs`;
  const sameData = String([...one.values()].sort()) === String([...other.values()].sort());
  if (!sameData)
    return `; they read other files: ${[...one.keys()].join(", ")} against ${[...other.keys()].join(", ")}`;
  return "; they divided the same data otherwise (data.split, seed, data.sample or what was dropped)";
}
