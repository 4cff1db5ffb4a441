import type { ErrorCode } from "../../src/shared/index.js";

/** A config that must be refused: as an object over {@link GOOD_CONFIG}, or as the text of a file. */
export interface BadConfig {
  readonly name: string;
  /** The text of the config file; `null` for a file that is not there. */
  readonly text?: string | Uint8Array | null;
  /** Keys over those of the good config. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Further files in its folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Further arguments of `pinakes train`. */
  readonly argv?: readonly string[];
  readonly code: ErrorCode;
  /** What the message or the fix must hold. */
  readonly says: readonly string[];
}

/** Forty rows of two labels under two parents. */
export const GOOD_ROWS = [
  "text,labels,level1,level2,constant",
  ...Array.from({ length: 40 }, (_, row) => {
    const label = row % 2 === 0 ? "sport" : "space";
    return `the ${label} text number ${row},${label},${row % 2 === 0 ? "earth" : "sky"},${label},same`;
  }),
  "",
].join("\n");

/** A config that trains on them. */
export const GOOD_CONFIG = {
  data: { train: "rows.csv", split: { validation: 0.2, test: 0.2 } },
  model: { type: "lstm", embedding_size: 4, hidden_size: 4 },
  training: { epochs: 1 },
} as const;

const { data, model, training } = GOOD_CONFIG;
const hierarchical = { task: "hierarchical", data: { ...data, labels: ["level1", "level2"] } };
const withModel = (keys: Record<string, unknown>) => ({ config: { model: { ...model, ...keys } } });
const withTraining = (keys: Record<string, unknown>) => ({ config: { training: { ...training, ...keys } } });
const withData = (keys: Record<string, unknown>) => ({ config: { data: { ...data, ...keys } } });
const withSplit = (split: Record<string, unknown>) => withData({ split });
/** Vectors for words that the rows hold. */
const vectors = (second: string) => ({ files: { "v.txt": `the 0.1 0.2 0.3 0.4\n${second}\n` } });
const embeddings = (keys: Record<string, unknown> = {}) => ({
  config: { model: { type: "lstm", embeddings: "v.txt", hidden_size: 4, ...keys } },
});

const FILES: readonly BadConfig[] = [
  { name: "a config that is not there", text: null, code: "CONFIG_NOT_FOUND", says: ["run.yaml", "pinakes init"] },
  { name: "an open bracket", text: "data: { train: rows.csv\n", code: "CONFIG_SYNTAX", says: ["run.yaml:2:1"] },
  { name: "a tab as indent", text: "data:\n\ttrain: rows.csv\n", code: "CONFIG_SYNTAX", says: ["run.yaml:2:1"] },
  { name: "a key twice", text: "seed: 1\nseed: 2\n", code: "CONFIG_SYNTAX", says: ["run.yaml:2:1", "twice"] },
  { name: "two documents", text: "seed: 1\n---\nseed: 2\n", code: "CONFIG_SYNTAX", says: ["several YAML documents"] },
  { name: "an alias to nothing", text: "seed: *x\n", code: "CONFIG_SYNTAX", says: ["alias"] },
  { name: "a config in Latin-1", text: Buffer.from("# é\n", "latin1"), code: "CONFIG_SYNTAX", says: ["UTF-8"] },
  { name: "an empty config", text: "", code: "CONFIG_INVALID", says: ["run.yaml"] },
  { name: "a list as config", text: "- a\n- b\n", code: "CONFIG_INVALID", says: ["the config"] },
];

const KEYS: readonly BadConfig[] = [
  {
    name: "an unknown key",
    ...withModel({ hiden_size: 4 }),
    code: "CONFIG_INVALID",
    says: ["did you mean hidden_size?"],
  },
  {
    name: "a Hugging Face name",
    config: { num_train_epochs: 3 },
    code: "CONFIG_INVALID",
    says: ["in Pinakes: training.epochs"],
  },
  { name: "a key in camelCase", ...withTraining({ batchSize: 4 }), code: "CONFIG_INVALID", says: ["batch_size"] },
  { name: "a text for a number", ...withTraining({ epochs: "many" }), code: "CONFIG_INVALID", says: ['"many"'] },
  { name: "no epochs", ...withTraining({ epochs: 0 }), code: "CONFIG_INVALID", says: ["at least 1; found 0"] },
  { name: "a dropout of 1", ...withModel({ dropout: 1 }), code: "CONFIG_INVALID", says: ["model.dropout"] },
  { name: "a rate below 0", ...withTraining({ learning_rate: -1 }), code: "CONFIG_INVALID", says: ["found -1"] },
  { name: "a seed that is no number", config: { seed: "x" }, code: "CONFIG_INVALID", says: ["seed"] },
  { name: "an empty list of seeds", config: { seed: [] }, code: "CONFIG_INVALID", says: ["seed"] },
  { name: "an unknown model", config: { model: { type: "gru" } }, code: "CONFIG_INVALID", says: ["model.type"] },
  { name: "an unknown task", config: { task: "multiclass" }, code: "CONFIG_INVALID", says: ["multi-class"] },
  { name: "no model", config: { model: undefined }, code: "CONFIG_INVALID", says: ["model"] },
  {
    name: "an unknown language of stop words",
    config: { text: { clean: { stop_words: "xx" } } },
    code: "CONFIG_INVALID",
    says: ["xx"],
  },
  { name: "an override of nothing", argv: ["--set", "epochs"], code: "CONFIG_OVERRIDE", says: ["epochs"] },
  {
    name: "an override of an unknown key",
    argv: ["--set", "training.epoch=3"],
    code: "CONFIG_OVERRIDE",
    says: ["epochs"],
  },
];

const CONFLICTS: readonly BadConfig[] = [
  {
    name: "an n-gram range backwards",
    config: { model: { type: "tfidf-linear", word: { ngrams: [3, 1] } } },
    code: "CONFIG_CONFLICT",
    says: ["[1, 3]"],
  },
  {
    name: "no features",
    config: { model: { type: "tfidf-linear", word: false, char: false } },
    code: "CONFIG_CONFLICT",
    says: ["nothing to count"],
  },
  {
    name: "a micro-batch larger than the batch",
    ...withTraining({ batch_size: 4, micro_batch_size: 8 }),
    code: "CONFIG_CONFLICT",
    says: ["training.micro_batch_size"],
  },
  {
    name: "three weights for two levels",
    config: { ...hierarchical, training: { ...training, level_weights: [1, 1, 1] } },
    code: "CONFIG_CONFLICT",
    says: ["3 weights for 2 levels"],
  },
  {
    name: "three weights for a path of two levels",
    config: {
      task: "hierarchical",
      data: { ...data, train: "paths.jsonl" },
      training: { ...training, level_weights: [1, 1, 1] },
    },
    files: {
      "paths.jsonl": Array.from(
        { length: 40 },
        (_, row) => `{"text": "row ${row}", "labels": ${row % 2 === 0 ? '["a", "b"]' : '["c", "d"]'}}\n`,
      ).join(""),
    },
    code: "CONFIG_CONFLICT",
    says: ["3 weights for 2 levels"],
  },
  {
    name: "level weights of 0",
    config: { ...hierarchical, training: { ...training, level_weights: [0, 0] } },
    code: "CONFIG_CONFLICT",
    says: ["nothing is learned"],
  },
  {
    name: "early stopping without validation",
    config: { data: { train: "rows.csv", split: { test: 0.2 } }, training: { ...training, early_stopping: {} } },
    code: "CONFIG_CONFLICT",
    says: ["data.split.validation"],
  },
  {
    name: "early stopping where the split column has no validation",
    config: { data: { train: "split.csv", split: { column: "part" } }, training: { ...training, early_stopping: {} } },
    files: { "split.csv": "text,labels,part\nx,a,train\ny,b,train\nz,a,test\n" },
    code: "CONFIG_CONFLICT",
    says: ["training.early_stopping.metric", "the data has none"],
  },
  {
    name: "everything frozen",
    ...withTraining({ parameter_groups: [{ pattern: ".", learning_rate: 0 }] }),
    code: "CONFIG_CONFLICT",
    says: ["nothing is trained"],
  },
  {
    name: "a pattern that is no regular expression",
    ...withTraining({ parameter_groups: [{ pattern: "(" }] }),
    code: "CONFIG_CONFLICT",
    says: ["parameter_groups[0].pattern"],
  },
  {
    name: "a pattern that matches nothing",
    ...withTraining({ parameter_groups: [{ pattern: "^encoder" }] }),
    code: "CONFIG_INVALID",
    says: ["matches none", "embedding.weight"],
  },
  {
    name: "a seed twice",
    config: { seed: [1, 1] },
    code: "CONFIG_CONFLICT",
    says: ["twice"],
  },
  {
    name: "the best k labels of a tree",
    config: { task: "hierarchical", hierarchy: { method: "conditional_sigmoid" }, thresholds: { method: "top_k" } },
    code: "CONFIG_CONFLICT",
    says: ["top_k", "per_label"],
  },
  {
    name: "no room between special tokens",
    config: { model: { ...model, tokenizer: "tokenizer" }, text: { max_length: 2 } },
    code: "CONFIG_CONFLICT",
    says: ["max_length"],
  },
  {
    name: "word vectors for word pieces",
    ...embeddings({ tokenizer: "tokenizer" }),
    code: "CONFIG_CONFLICT",
    says: ["model.tokenizer: word"],
  },
];

const FIGURES: readonly BadConfig[] = [
  {
    name: "an unknown metric of early stopping",
    ...withTraining({ early_stopping: { metric: "macro-f1" } }),
    code: "CONFIG_INVALID",
    says: ["did you mean macro_f1?", "accuracy"],
  },
  {
    name: "an unknown metric to select by",
    ...withTraining({ select: "level2.macro_f1" }),
    code: "CONFIG_INVALID",
    says: ["training.select", "macro_f1"],
  },
  {
    name: "a metric of a level that is not there",
    config: { ...hierarchical, training: { ...training, select: "level3.accuracy" } },
    code: "CONFIG_INVALID",
    says: ["level2.accuracy"],
  },
  {
    name: "the weight of an unknown class",
    ...withTraining({ class_weights: { sprot: 2 } }),
    code: "CONFIG_INVALID",
    says: ['did you mean "sport"?'],
  },
];

const RESOURCES: readonly BadConfig[] = [
  { name: "vectors that are not there", ...embeddings(), code: "TEXT_EMBEDDINGS", says: ["v.txt"] },
  {
    name: "a vector with a word in it",
    ...embeddings(),
    ...vectors("text 0.1 x 0.3 0.4"),
    code: "TEXT_EMBEDDINGS",
    says: ["v.txt", '"x"'],
  },
  {
    name: "a vector too short",
    ...embeddings(),
    ...vectors("text 0.1 0.2"),
    code: "TEXT_EMBEDDINGS",
    says: ["v.txt"],
  },
  {
    name: "vectors of another width",
    ...embeddings({ embedding_size: 6 }),
    ...vectors("text 0.1 0.2 0.3 0.4"),
    code: "TEXT_EMBEDDINGS",
    says: ["4 dimensions, expected 6"],
  },
  {
    name: "a tokenizer that is not there",
    ...withModel({ tokenizer: "bert" }),
    code: "TEXT_TOKENIZER",
    says: ["bert", "no such file or folder"],
  },
  {
    name: "a folder without a tokenizer",
    ...withModel({ tokenizer: "empty" }),
    files: { "empty/vocab.txt": "" },
    code: "TEXT_TOKENIZER",
    says: ["tokenizer.json"],
  },
  {
    name: "a broken tokenizer",
    ...withModel({ tokenizer: "half" }),
    files: { "half/tokenizer.json": '{"model": {' },
    code: "TEXT_TOKENIZER",
    says: ["half/tokenizer.json"],
  },
];

const DATA: readonly BadConfig[] = [
  {
    name: "a data file that is not there",
    ...withData({ train: "row.csv" }),
    code: "DATA_NOT_FOUND",
    says: ["row.csv"],
  },
  { name: "an unknown column", ...withData({ labels: "label" }), code: "DATA_COLUMN", says: ["data.labels: labels"] },
  {
    name: "shares of more than all",
    ...withSplit({ validation: 0.6, test: 0.5 }),
    code: "CONFIG_CONFLICT",
    says: ["1.1"],
  },
  { name: "more rows than there are", ...withSplit({ test: 400 }), code: "DATA_SPLIT", says: ["40"] },
  { name: "an unknown split column", ...withSplit({ column: "part" }), code: "DATA_COLUMN", says: ["part"] },
  {
    name: "one class",
    ...withData({ labels: "constant" }),
    code: "DATA_LABEL_SINGLE",
    says: ['one class only ("same")'],
  },
  {
    name: "a level with one class",
    config: { task: "hierarchical", data: { ...data, labels: ["constant", "labels"] } },
    code: "DATA_LABEL_SINGLE",
    says: ["level1"],
  },
  {
    name: "a path with a hole",
    config: { task: "hierarchical", data: { ...data, train: "paths.csv", labels: ["l1", "l2"] } },
    files: { "paths.csv": `text,l1,l2\n${"x,a,b\ny,c,d\n".repeat(10)}z,,e\n` },
    code: "DATA_LABEL_DEPTH",
    says: ['"l1", has none'],
  },
  {
    name: "a label that the taxonomy lacks",
    config: { ...hierarchical, hierarchy: { taxonomy: "tree.yaml" } },
    files: { "tree.yaml": "earth: [sport]\nsky: [weather]\n" },
    code: "DATA_LABEL_UNKNOWN",
    says: ['"space" is no node of tree.yaml'],
  },
  {
    name: "a taxonomy with a circle",
    config: { ...hierarchical, hierarchy: { taxonomy: "tree.csv" } },
    files: { "tree.csv": "child,parent\nsport,earth\nearth,sport\n" },
    code: "DATA_TAXONOMY",
    says: ["stands under itself"],
  },
  {
    name: "only empty texts",
    config: { data: { ...data, on_empty: "drop" }, text: { clean: { punctuation: true } } },
    files: { "rows.csv": `text,labels\n${'"...",a\n"!?",b\n'.repeat(10)}` },
    code: "DATA_EMPTY",
    says: ["20 texts"],
  },
  {
    name: "texts that are all too short",
    config: { text: { min_words: 50 } },
    code: "DATA_EMPTY",
    says: ["text.min_words"],
  },
];

/** Configs that must be refused before anything is trained or written. */
export const BAD_CONFIGS: readonly BadConfig[] = [...FILES, ...KEYS, ...CONFLICTS, ...FIGURES, ...RESOURCES, ...DATA];
