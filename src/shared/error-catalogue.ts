/** One entry of the catalogue: what the code means, and the exit code of a command that ends with it. */
export interface ErrorEntry {
  readonly summary: string;
  readonly exitCode: number;
}

/** Exit codes of the command line. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  config: 3,
  data: 4,
  model: 5,
  environment: 6,
  interrupted: 130,
} as const;

const usage = (summary: string): ErrorEntry => ({ summary, exitCode: EXIT.usage });
const config = (summary: string): ErrorEntry => ({ summary, exitCode: EXIT.config });
const data = (summary: string): ErrorEntry => ({ summary, exitCode: EXIT.data });
const model = (summary: string): ErrorEntry => ({ summary, exitCode: EXIT.model });
const environment = (summary: string): ErrorEntry => ({ summary, exitCode: EXIT.environment });

/** Every error code that a user can meet. `docs/errors.md` is generated from it. */
export const ERRORS = {
  // command line
  CLI_USAGE: usage("A command was called with arguments that it does not take."),
  RUN_EXISTS: usage("What should be written is there already, and neither --resume nor --overwrite was given."),
  RUN_NOT_FOUND: usage("There is no run directory at the given path, or it holds no trained model."),
  RUN_RESUME_MISMATCH: usage("A run can't be resumed with a config or data that differ from what it began with."),
  EXPORT_FORMAT: usage("The model has no form in the format that it should be exported to."),
  EXPLAIN_MODEL: usage("The model gives nothing of what an explanation was asked for."),
  COMPARE_SPLIT: usage("Runs to compare were not measured on the same texts, or answer with other things."),
  CHECKPOINT_NOT_FOUND: usage("The run has no checkpoint of the given name."),
  // config
  CONFIG_NOT_FOUND: config("The config file is not there."),
  CONFIG_SYNTAX: config("The config file is not valid YAML or JSON."),
  CONFIG_INVALID: config("The config has unknown keys, wrong types or values out of bounds."),
  CONFIG_OVERRIDE: config("A --set override is not of the form key.path=value, or names no known key."),
  CONFIG_CONFLICT: config("Two keys of the config contradict each other."),
  // data
  DATA_NOT_FOUND: data("No file matches the given path or glob."),
  DATA_FORMAT: data("A file is of no known format, or its content is not of the format that its name says."),
  DATA_ENCODING: data("A file is not valid UTF-8, or its compression is broken."),
  DATA_ROWS: data("Rows of a data file are broken."),
  DATA_EMPTY: data("There are no rows left to work with."),
  DATA_COLUMN: data("A column that the config names is not in the file."),
  DATA_LABEL_MISSING: data("A row has no label."),
  DATA_LABEL_CARDINALITY: data("A row has more labels than the task allows."),
  DATA_LABEL_UNKNOWN: data("A label is not among those given, or those of the training split."),
  DATA_LABEL_DEPTH: data("A row has a label on a level, but none on the level above."),
  DATA_LABEL_SINGLE: data("A label level has one class only: there is nothing to learn."),
  DATA_TAXONOMY: data("The file of a taxonomy can't be read as one: its form, or a node that stands under itself."),
  DATA_TEXT_EMPTY: data("A row has an empty text, and data.on_empty is error."),
  DATA_SPLIT: data("The split can't be made as the config says."),
  DATA_SPLIT_FILE: data("A file of row indices is broken or does not fit the data."),
  // text
  TEXT_EMBEDDINGS: data("A file of word vectors is broken, or its dimension is not as expected."),
  TEXT_TOKENIZER: data("A tokenizer can't be loaded, or is of a kind that is not supported."),
  // models and engine
  MODEL_ARTIFACT: model("A saved model is incomplete, broken, or of a version that is not supported."),
  MODEL_NOT_CONVERGED: model("An optimizer that must converge did not within its bound of iterations."),
  MODEL_DIVERGED: model("The loss is not a finite number any more."),
  CHECKPOINT_FORMAT: model(
    "A checkpoint lacks files that are needed, or its weights are in a format that is not read.",
  ),
  GRAPH_INVALID: model("A graph of tensor operations breaks a rule of shape, type or parameter."),
  ENGINE_RUNTIME: environment("ONNX Runtime could not build or run a graph."),
  MEMORY_BUDGET: environment("Training needs more memory than it may take, even one text at a time."),
  ENGINE_DEVICE: environment("The device asked for does not start on this machine."),
  // the Hub
  HUB_NOT_FOUND: model("There is no such folder, and no such model or revision on the Hub."),
  HUB_FORBIDDEN: environment("The Hub refuses the model: it is gated or private, or the token is not accepted."),
  HUB_OFFLINE: environment("The Hub may not be asked, and the cache does not hold the model."),
  HUB_NETWORK: environment("The Hub can't be reached, or does not answer as it should."),
  HUB_CHECKSUM: environment("A downloaded file is not what the Hub says that it is."),
  HUB_CACHE: environment("The folder that keeps downloaded models can't be read or written, or its disk is full."),
  FILE_ACCESS: environment("A file or folder can't be read or written: permissions, space, or a wrong path."),
  INTERRUPTED: { summary: "The run was interrupted; what it had was saved.", exitCode: EXIT.interrupted },
} as const satisfies Record<string, ErrorEntry>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof ERRORS;
