import { Document, type Pair, type Scalar, visit } from "yaml";
import type { RunConfigInput } from "../../config/index.js";
import type { Proposal } from "./guess.js";

/** The config of a proposal; `train` is the data file as the config names it. */
export function proposalConfig(proposal: Proposal, train: string): RunConfigInput {
  const isNeural = proposal.model !== "majority" && proposal.model !== "tfidf-linear";
  return {
    task: proposal.task,
    data: {
      train,
      text: proposal.text,
      labels: typeof proposal.labels === "string" ? proposal.labels : [...proposal.labels],
      ...(proposal.labelDelimiter === undefined ? {} : { label_delimiter: proposal.labelDelimiter }),
      ...(proposal.pathSeparator === undefined ? {} : { path_separator: proposal.pathSeparator }),
      ...(proposal.id === undefined ? {} : { id: proposal.id }),
      split: splitConfig(proposal),
    },
    ...(isNeural ? { text: { max_length: proposal.maxLength } } : {}),
    model: { type: proposal.model },
    ...(isNeural ? { training: { epochs: 10, early_stopping: { metric: "loss", patience: 2 } } } : {}),
    ...(proposal.task === "multi-label" ? { thresholds: { method: "per_label" } } : {}),
    seed: 42,
  };
}

function splitConfig({ splitColumn, testShare }: Proposal): NonNullable<RunConfigInput["data"]["split"]> {
  if (splitColumn === undefined) return { method: "stratified", validation: 0.1, test: testShare };
  if (splitColumn.hasValidation) return { column: splitColumn.name };
  return { column: splitColumn.name, validation: 0.1 };
}

/** The config of a proposal as YAML, with what was seen as comments; `name` is that of the file it is written to. */
export function proposalYaml(proposal: Proposal, { train, name }: { train: string; name: string }): string {
  const document = new Document(proposalConfig(proposal, train));
  const comments = commentsFor(proposal);
  visit(document, {
    Pair(_key, pair, path) {
      const names = [...path.filter((node) => "key" in node), pair].map((node) => String((node as Pair<Scalar>).key));
      const comment = comments[names.join(".")];
      const value = pair.value as Scalar | null;
      if (comment === undefined || value === null) return undefined;
      if ("flow" in value || "items" in value) (pair.key as Scalar).commentBefore = ` ${comment}`;
      else value.comment = ` ${comment}`;
      return undefined;
    },
    Map(_key, node, path) {
      if (path.length > 3) node.flow = true;
    },
    Seq(_key, node) {
      node.flow = true;
    },
  });
  document.commentBefore = `${HEAD} ${name}`;
  return document.toString({ lineWidth: 0 });
}

const HEAD = ` yaml-language-server: $schema=./node_modules/pinakes/schema.json
 Proposed by pinakes init. Every key: docs/reference/config.md. Train with: pinakes train`;

function commentsFor(proposal: Proposal): Readonly<Record<string, string>> {
  const seen = `${proposal.hasMoreRows ? "the first " : ""}${proposal.rows} rows`;
  const counts = proposal.counts.join(" / ");
  const few = proposal.counts.length > 1 ? `${counts} labels a level` : `${counts} labels`;
  return {
    task: "multi-class | multi-label | hierarchical",
    "data.train": `relative to this file; looked at ${seen}`,
    "data.text": `${Math.round(proposal.meanWords)} words on average; several columns: [title, body]`,
    "data.labels": `${few} in ${seen}`,
    "data.split": proposal.splitColumn === undefined ? "shares of all rows" : "the file says which part a row is of",
    "text.max_length":
      proposal.maxLength === 512 ? "tokens; longer texts are cut" : "tokens; 95 of 100 texts are not longer",
    "model.type": "majority | tfidf-linear | lstm | bilstm | bilstm-attention | bert | distilbert | …",
    "thresholds.method": "per_label | global | top_k | fixed; the first two are tuned on validation",
    seed: "a list, e.g. [1, 2, 3], trains once a seed",
  };
}
