import { Argument, Command, InvalidArgumentError, Option } from "commander";
import type { Baseline, Method, QuadratureRule } from "../explain/index.js";
import type { CommandName } from "./command-types.js";

/** A command's declaration: names, help and options; what it does is in its own file. */
export interface CommandDeclaration {
  readonly declare: () => Command;
  /** Names of the positional arguments, in order, as the command's file gets them. */
  readonly positional: readonly string[];
}

const SET = "override a key of the config, e.g. --set training.epochs=3 (value in YAML; null takes the key away)";
const JSON_HELP = "print one JSON document on standard output";
const jsonOption = () => new Option("--json", JSON_HELP).default(false);
const setOption = () => new Option("--set <key=value>", SET).argParser(collect).default([], "none");

/** All commands of Pinakes, in the order of the help page. */
export const COMMANDS: { readonly [Name in CommandName]: CommandDeclaration } = {
  init: {
    positional: ["data"],
    declare: () =>
      withExample(new Command("init"), "pinakes init reviews.csv --out reviews.yaml")
        .description("look at a data file and propose a config; asks when on a terminal")
        .argument("<data>", "data file: csv, tsv, jsonl or parquet")
        .option("--out <file>", "where the config is written", "config.yaml")
        .option("--force", "overwrite the file if it is there", false)
        .option("--yes", "take the guesses without asking", false)
        .addOption(jsonOption()),
  },
  explore: {
    positional: ["target"],
    declare: () =>
      withExample(new Command("explore"), "pinakes explore reviews.csv --out reviews.html")
        .description("look at data before a model is trained on it: labels, lengths, words, repeated texts, leaks")
        .argument(
          "<data|config>",
          "data file (its columns are guessed, as by init), or a config, read as train reads it",
        )
        .option("--out <file>", "the page (default: explore- and the name of the target, .html)")
        .option("--figures <folder>", "write each figure as SVG and PNG as well")
        .option("--language <code>", "whose stop words the most frequent words leave out (ISO 639-1), or none", "en")
        .addOption(setOption())
        .addOption(jsonOption()),
  },
  train: {
    positional: ["config"],
    declare: () =>
      withExample(new Command("train"), "pinakes train reviews.yaml --set training.epochs=3 --out runs/reviews")
        .description("train a model, evaluate it and write the run directory")
        .argument("<config>", "config file, YAML or JSON")
        .option("--out <run>", "run directory (default: runs/ and the config's name)")
        .option("--folds <k>", "cross-validation before the final model is trained (the config's folds)")
        .option(
          "--flat-baseline",
          "train a flat model beside a hierarchical one, in RUN/flat-baseline, and compare both",
          false,
        )
        .addOption(setOption())
        .addOption(new Option("--resume", "go on with an interrupted run").default(false).conflicts("overwrite"))
        .option("--overwrite", "replace a run directory that is there", false)
        .addOption(jsonOption()),
  },
  pretrain: {
    positional: ["config"],
    declare: () =>
      withExample(new Command("pretrain"), "pinakes pretrain domain.yaml --out runs/domain")
        .description("train an encoder on texts without labels, by guessing masked words; write a checkpoint for train")
        .argument("<config>", "pretraining config, YAML or JSON")
        .option("--out <run>", "run directory (default: runs/ and the config's name)")
        .addOption(setOption())
        .addOption(new Option("--resume", "go on with an interrupted run").default(false).conflicts("overwrite"))
        .option("--overwrite", "replace a run directory that is there", false)
        .addOption(jsonOption()),
  },
  evaluate: {
    positional: ["run"],
    declare: () =>
      withExample(new Command("evaluate"), "pinakes evaluate runs/reviews --split test")
        .description("measure a trained model on a split of its data or on another file")
        .argument("<run>", "run directory")
        .option("--data <file>", "another file with the same columns")
        .addOption(
          new Option("--split <split>", "which rows").choices(["train", "validation", "test", "all"]).default("test"),
        )
        .addOption(new Option("--checkpoint <name>", "best, last or epoch-N").argParser(checkpointName).default("best"))
        .option("--output <file>", "write the figures here as JSON, too")
        .addOption(jsonOption()),
  },
  predict: {
    positional: ["run", "texts"],
    declare: () =>
      withExample(new Command("predict"), 'pinakes predict runs/reviews "A fine book." --top-k 3')
        .description("label texts: from the arguments, a file, or standard input (one text a line)")
        .argument("<run>", "run directory")
        .addArgument(new Argument("[texts...]", "texts to label"))
        .option("--input <file>", "file of texts: csv, tsv, jsonl, parquet or txt (one text a line)")
        .option("--output <file>", "write here instead of standard output")
        .addOption(new Option("--format <format>", "form of the output").choices(["jsonl", "csv"]).default("jsonl"))
        .addOption(new Option("--top-k <k>", "labels a text, best first").argParser(positiveInteger).default(1)),
  },
  explain: {
    positional: ["run", "texts"],
    declare: () => explainCommand(),
  },
  export: {
    positional: ["run"],
    declare: () =>
      withExample(new Command("export"), "pinakes export runs/reviews --format onnx --out reviews-onnx")
        .description("write a trained model as other programs open it")
        .argument("<run>", "run directory")
        .addOption(
          new Option(
            "--format <format>",
            "onnx: model.onnx with its tokenizer, for any ONNX runtime; hf: the folder that transformers and transformers.js open",
          )
            .choices(["onnx", "hf"])
            .makeOptionMandatory(),
        )
        .option("--out <folder>", "where it is written (default: export/ and the format, in the run)")
        .addOption(new Option("--checkpoint <name>", "best, last or epoch-N").argParser(checkpointName).default("best"))
        .option("--overwrite", "replace files of a folder that is there", false)
        .addOption(jsonOption()),
  },
  summary: {
    positional: ["target"],
    declare: () =>
      withExample(new Command("summary"), "pinakes summary reviews.yaml")
        .description("show the layers of a model with shapes and parameters")
        .argument("<config|run>", "config file or run directory")
        .addOption(setOption())
        .addOption(jsonOption()),
  },
  compare: {
    positional: ["targets"],
    declare: () => compareCommand(),
  },
  report: {
    positional: ["run"],
    declare: () =>
      withExample(new Command("report"), "pinakes report runs/reviews --figures figures")
        .description("write the page of a run again, from what the run saved; its figures as SVG and PNG")
        .argument("<run>", "run directory")
        .option("--out <file>", "the page (default: report.html in the run)")
        .option("--figures <folder>", "also write each figure as SVG and PNG here")
        .option("--full-texts", "keep whole texts on the page, not their beginnings", false)
        .addOption(jsonOption()),
  },
  doctor: {
    positional: [],
    declare: () =>
      withExample(new Command("doctor"), "pinakes doctor --grad-check")
        .description("check this machine: versions, threads, devices, gradients, speed")
        .option("--grad-check", "check every op's gradient against finite differences", false)
        .option("--speed", "a short speed test against the bare matrix product", false)
        .addOption(jsonOption()),
  },
  cache: {
    positional: [],
    declare: () =>
      withExample(new Command("cache"), "pinakes cache --clear")
        .description("tell what is kept for later runs (token ids, frozen text vectors), and remove it")
        .option("--clear", "remove all of it", false)
        .addOption(jsonOption()),
  },
};

// Written out, since nothing but the declarations is loaded for --help.
const METHODS = [
  ...(["contributions", "integrated_gradients", "gradient_x_input"] as const),
  ...(["occlusion", "attention", "attention_rollout"] as const),
] satisfies Method[];
const QUADRATURE_RULES = ["gauss_legendre", "midpoint"] satisfies QuadratureRule[];
const BASELINES = ["pad", "mask", "zero"] satisfies Baseline[];

function explainCommand(): Command {
  const choice = (flag: string, description: string, choices: readonly string[]) =>
    new Option(flag, description).choices([...choices]);
  const list = "numbers from 1 on with commas between, or all";
  return withExample(new Command("explain"), 'pinakes explain runs/reviews "A fine book." --html why.html')
    .description(
      "say why a model labels texts as it does: which words, and where it looks; measure how far to trust that",
    )
    .argument("<run>", "run directory")
    .addArgument(new Argument("[texts...]", "texts to explain"))
    .option("--gold <label>", "what is true of the texts; again for each level or further label", collect, [])
    .option("--label <label>", "explain this label, said or not (again for more; a > b for a path)", collect, [])
    .addOption(
      choice("--method <method>", "only this method (again for more; default: all that the model has)", METHODS)
        .argParser(oneOf(METHODS))
        .default([], "all"),
    )
    .option(
      "--steps <n>",
      "points on the path of integrated gradients (default: 32, up to 128 where they miss much)",
      positiveInteger,
    )
    .addOption(choice("--rule <rule>", "how they are spread (default: gauss_legendre)", QUADRATURE_RULES))
    .addOption(choice("--baseline <kind>", "what the path begins at in place of words (default: pad)", BASELINES))
    .option("--layers <list>", `attention matrices of these layers: ${list} (default: first, middle, last)`, numberList)
    .option("--heads <list>", `attention matrices of these heads beside their mean: ${list}`, numberList)
    .option("--random <n>", "random orders to compare with a text; 0 leaves faithfulness unmeasured", wholeNumber)
    .option("--sample <n>", "explain n texts of the run's data, half of them predicted wrong", positiveInteger)
    .addOption(
      choice("--split <split>", "which part the sample is of", ["train", "validation", "test"]).default("test"),
    )
    .option(
      "--shown <n>",
      "texts of a sample that are shown whole, right and wrong ones each (default: 3)",
      wholeNumber,
    )
    .addOption(new Option("--seed <n>", "seed of the sample and of random orders").argParser(wholeNumber).default(42))
    .option("--html <file>", "write a page with heat-mapped texts and attention")
    .option("--png <folder>", "write the figures of that page as pictures")
    .addOption(new Option("--checkpoint <name>", "best, last or epoch-N").argParser(checkpointName).default("best"))
    .addOption(jsonOption());
}

function withExample(command: Command, example: string): Command {
  return command.addHelpText("after", `\nExample:\n  ${example}`);
}

function compareCommand(): Command {
  return withExample(
    new Command("compare"),
    "pinakes compare runs/linear runs/lstm --baseline runs/lstm --markdown compare.md",
  )
    .description(
      "put models side by side: figures with intervals, paired tests, costs, curves; configs are trained first",
    )
    .addArgument(new Argument("<run|config...>", "run directories, or configs (one, or several models under models:)"))
    .option("--out <folder>", "folder below which the runs of configs are kept, and resumed (default: runs)")
    .addOption(setOption())
    .addOption(
      new Option("--vary <key=values>", "a model for each value, e.g. --vary training.class_weights=none,balanced")
        .argParser(collect)
        .default([], "none"),
    )
    .option("--overwrite", "train again what is there", false)
    .addOption(new Option("--split <split>", "which texts (default: test)").choices(["validation", "test"]))
    .option("--data <file>", "measure all models on this file")
    .option("--metric <name>", "the metric that decides, e.g. macro_f1 (default: by the task)")
    .option("--baseline <run>", "name or path of the model that sizes and times are held against")
    .addOption(
      new Option("--resamples <n>", "resamples of the intervals, exchanges of the permutation test")
        .argParser(positiveInteger)
        .default(1000),
    )
    .option("--learning-curve", "train each model on shares of its training texts, too", false)
    .addOption(new Option("--shares <list>", "of the learning curve (default: 10,25,50,100)").argParser(percentages))
    .option("--markdown <file>", "write the tables as Markdown")
    .option("--csv <file>", "write the figures as CSV, a row a model")
    .option("--html <file>", "write the page (default, for configs: compare.html beside their runs)")
    .addOption(jsonOption());
}

function percentages(value: string): number[] {
  const shares = value.split(",").map((part) => Number(part) / 100);
  if (shares.some((share) => !(share > 0 && share <= 1))) {
    throw new InvalidArgumentError("Expected percentages above 0, up to 100, such as 10,50,100.");
  }
  return [...new Set(shares)];
}

function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

function positiveInteger(value: string): number {
  if (!/^[1-9]\d*$/u.test(value)) throw new InvalidArgumentError("Expected a whole number of at least 1.");
  return Number(value);
}

function wholeNumber(value: string): number {
  if (!/^\d+$/u.test(value)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(value);
}

function numberList(value: string): readonly number[] | "all" {
  if (value === "all") return value;
  return value.split(",").map((part) => positiveInteger(part.trim()));
}

/** A choice that may be given several times. */
function oneOf(choices: readonly string[]): (value: string, previous: readonly string[]) => readonly string[] {
  return (value, previous) => {
    if (!choices.includes(value)) throw new InvalidArgumentError(`Allowed choices are ${choices.join(", ")}.`);
    return [...previous, value];
  };
}

function checkpointName(value: string): string {
  if (!/^(?:best|last|epoch-[1-9]\d*)$/u.test(value)) throw new InvalidArgumentError("Expected best, last or epoch-N.");
  return value;
}
