import type { Readable, Writable } from "node:stream";
import { isCancel, select } from "@clack/prompts";
import { jsonSchema } from "../../config/index.js";
import { InternalError, PinakesError, present } from "../../shared/index.js";
import type { Io } from "../io.js";
import { type ColumnProfile, profileColumns } from "./columns.js";
import { type Proposal, type ProposedModel, withLabels } from "./guess.js";
import type { FileSample } from "./sample-file.js";

const TEST_SHARES = [0.1, 0.15, 0.2, 0.25, 0.3] as const;

/**
 * Goes through a proposal with the user, on the terminal.
 *
 * @throws PinakesError INTERRUPTED where the user breaks off
 */
export async function ask(proposal: Proposal, sample: FileSample, io: Io): Promise<Proposal> {
  const columns = profileColumns(sample.rows);
  const choose = chooser(io);
  const text = await choose("Which column is the text?", columns.map(optionOf), proposal.text);
  let answer: Proposal = { ...proposal, text };
  answer = await askLabels(
    answer,
    columns.filter((column) => column.name !== text),
    choose,
  );
  const tasks = ["multi-class", "multi-label", "hierarchical"] as const;
  const task = await choose(
    "What is predicted?",
    tasks.map((value) => ({ value })),
    answer.task,
  );
  const model = await choose("Which model?", modelOptions(), answer.model);
  answer = { ...answer, task, model };
  if (answer.splitColumn !== undefined) return answer;
  const shares = TEST_SHARES.map((value) => ({ value, label: `${Math.round(value * 100)} % of the rows` }));
  return { ...answer, testShare: await choose("How much is set aside for the test?", shares, 0.2) };
}

const LEVELS = "\u0000levels";

async function askLabels(proposal: Proposal, columns: readonly ColumnProfile[], choose: Choose): Promise<Proposal> {
  const { labels } = proposal;
  const levels =
    typeof labels === "string" ? [] : [{ value: LEVELS, label: labels.join(", "), hint: "a column a level" }];
  const initial = typeof labels === "string" ? labels : LEVELS;
  const options = [...levels, ...columns.map(optionOf)];
  const chosen = await choose("Which column holds the labels?", options, initial);
  if (chosen === initial) return proposal;
  const column = columns.find(({ name }) => name === chosen);
  if (column === undefined) throw new InternalError(`no column ${chosen}`);
  return withLabels(proposal, column);
}

function optionOf({ name, distinct, meanWords }: ColumnProfile) {
  return { value: name, label: name, hint: `${distinct} different values, ${Math.round(meanWords)} words` };
}

function modelOptions(): { value: ProposedModel; hint: string }[] {
  const models = jsonSchema().properties?.model?.oneOf ?? [];
  // A checkpoint is not for a proposal to choose.
  const complete = models.filter((model) => !model.required?.includes("checkpoint"));
  return complete.map((model) => ({
    value: model.properties?.type?.const as ProposedModel,
    hint: model.description ?? "",
  }));
}

interface Choice<Value> {
  readonly value: Value;
  readonly label?: string;
  readonly hint?: string;
}

type Choose = <Value extends string | number>(
  message: string,
  options: readonly Choice<Value>[],
  initial: Value,
) => Promise<Value>;

/** Asks on standard error, so that standard output holds the result alone. */
function chooser(io: Io): Choose {
  return async <Value extends string | number>(message: string, options: readonly Choice<Value>[], initial: Value) => {
    // The prompt's option type asks whether a value is a text or a number; it is asked by position instead.
    const answer = await select<number>({
      message,
      options: options.map((option, index) => ({
        value: index,
        label: option.label ?? String(option.value),
        hint: option.hint ?? "",
      })),
      initialValue: options.findIndex((option) => option.value === initial),
      input: io.stdin as Readable,
      output: io.err as Writable,
    });
    if (!isCancel(answer)) return present(options[answer], "the chosen option").value;
    throw new PinakesError("INTERRUPTED", {
      message: "broken off; nothing was written",
      fix: "start again, or take the guesses with: pinakes init DATA --yes",
    });
  };
}
