import { barChart, dataTable, type Figure, figureHtml, formatNumber, html } from "../../page/index.js";
import type { Chapter, ReportContext } from "../context.js";

/** The model layer by layer. */
export function model({ run }: ReportContext): Chapter | undefined {
  const { layers, parameters } = run.evaluation;
  if (layers === undefined || layers.length === 0) return undefined;
  const shape = (dims: readonly (number | string)[]): string => `[${dims.join(", ")}]`;
  const boxes = layers.map(
    ({ name, kind, output_shape, parameters: own, trainable }) =>
      html`<li class="${own > 0 && trainable === 0 ? "frozen" : ""}"><strong>${name}</strong> <span class="muted">${kind}</span><span class="shape">${shape(output_shape)}</span>${own > 0 && html`<span class="size">${formatNumber(own)} parameters${trainable === 0 ? ", frozen" : trainable < own ? `, ${formatNumber(trainable)} trained` : ""}</span>`}</li>`,
  );
  const holders = layers.filter((layer) => layer.parameters > 0);
  const figure: Figure | undefined =
    holders.length === 0
      ? undefined
      : barChart({
          id: "parameters-by-layer",
          title: "Parameters by layer",
          categories: holders.map(({ name }) => name),
          value: { name: "parameters" },
          series: [
            { name: "trained", values: holders.map(({ trainable }) => trainable) },
            { name: "frozen", values: holders.map((layer) => layer.parameters - layer.trainable), color: "series7" },
          ],
          stacked: true,
        });
  return {
    section: {
      id: "model",
      title: "Model",
      body: html`<p><code>${run.evaluation.model}</code>: ${formatNumber(parameters.total)} parameters, ${formatNumber(parameters.trainable)} of them trained. Shapes are of what a layer gives: B texts, T tokens.</p>
<ol class="layers">${boxes}</ol>
${figure && figureHtml(figure)}
${dataTable({
  caption: "Layers",
  columns: [
    { header: "layer" },
    { header: "kind" },
    { header: "gives" },
    { header: "parameters", numeric: true },
    { header: "trained", numeric: true },
  ],
  rows: layers.map(({ name, kind, output_shape, parameters: own, trainable }) => [
    name,
    kind,
    shape(output_shape),
    own,
    trainable,
  ]),
})}`,
    },
    figures: figure ? [figure] : [],
  };
}
