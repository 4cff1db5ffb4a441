import { Argument, Command, InvalidArgumentError, Option } from "commander";
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

function withExample(command: Command, example: string): Command {
  return command.addHelpText("after", `\nExample:\n  ${example}`);
}

function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

function positiveInteger(value: string): number {
  if (!/^[1-9]\d*$/u.test(value)) throw new InvalidArgumentError("Expected a whole number of at least 1.");
  return Number(value);
}

function checkpointName(value: string): string {
  if (!/^(?:best|last|epoch-[1-9]\d*)$/u.test(value)) throw new InvalidArgumentError("Expected best, last or epoch-N.");
  return value;
}
