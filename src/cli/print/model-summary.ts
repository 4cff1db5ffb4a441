import type { ModelSummary, SummaryLayer } from "../../runs/index.js";
import { formatCount } from "../../shared/index.js";
import { formatTable, type TableCell } from "../terminal/index.js";

/** Longer lists of parameters are left to `--json`. */
const MOST_PARAMETERS = 60;
/** Names of labels that are shown of each head. */
const LABEL_NAMES = 3;

/** A model as tables: layers, heads, parameters, and the totals. */
export function modelSummary(summary: ModelSummary): string {
  const { model, task, total, trainable } = summary;
  const totals = `${formatCount(total)} parameters, ${formatCount(trainable)} of them trainable\n`;
  const parts = [
    `${model}, ${task}\n`,
    layerTable(summary),
    headTable(summary),
    parameterTable(summary),
    totals,
    memoryLine(summary),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function memoryLine({ memory }: ModelSummary): string {
  if (!memory) return "";
  const { total, ...parts } = memory.mib;
  const largest = Object.entries(parts).filter(([, mib]) => mib > 0);
  const listed = largest.map(([part, mib]) => `${part} ${formatCount(mib)}`).join(", ");
  const batch = `${memory.texts} texts of ${memory.tokens} tokens`;
  return `about ${formatCount(total)} MiB of memory to train on ${batch} at a time: ${listed}\n`;
}

function shapeText(shape: readonly (number | string)[]): string {
  return `(${shape.join(", ")})`;
}

function layerTable({ layers }: ModelSummary): string {
  const rows = layers.map((layer): TableCell[] => [
    layer.name,
    layer.kind,
    shapeText(layer.output_shape),
    layer.parameters === 0 ? "" : formatCount(layer.parameters),
    trainability(layer),
  ]);
  const parameters = { header: "parameters", align: "right" as const };
  return formatTable([{ header: "layer" }, { header: "kind" }, { header: "output" }, parameters, { header: "" }], rows);
}

function trainability({ parameters, trainable }: SummaryLayer): string {
  if (parameters === 0) return "";
  if (trainable === 0) return "frozen";
  return trainable === parameters ? "trainable" : `${formatCount(trainable)} trainable`;
}

function headTable({ heads }: ModelSummary): string {
  const rows = heads.map(({ name, labels, activation, loss }): TableCell[] => {
    const names = labels.slice(0, LABEL_NAMES).join(", ");
    const more = labels.length > LABEL_NAMES ? ", …" : "";
    return [name, activation, loss, labels.length, `${names}${more}`];
  });
  const columns = ["head", "activation", "loss", "labels", ""].map((header) => ({ header }));
  return formatTable(columns, rows);
}

function parameterTable({ parameters }: ModelSummary): string {
  if (parameters.length === 0) return "";
  if (parameters.length > MOST_PARAMETERS) return `${parameters.length} named parameters: --json lists them\n`;
  const rows = parameters.map(({ name, shape, size, trainable }): TableCell[] => [
    name,
    shapeText(shape),
    formatCount(size),
    trainable ? "trainable" : "frozen",
  ]);
  const size = { header: "size", align: "right" as const };
  return formatTable([{ header: "parameter" }, { header: "shape" }, size, { header: "" }], rows);
}
