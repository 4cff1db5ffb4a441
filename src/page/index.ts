export { capital } from "./capital.js";
export type { Axis } from "./charts/axes.js";
export { type BarChartOptions, type BarSeries, barChart } from "./charts/bar.js";
export {
  type Box,
  type BoxPlotOptions,
  boxPlot,
  type HistogramOptions,
  type HistogramSeries,
  histogram,
} from "./charts/box.js";
export { type HeatMapOptions, heatMap } from "./charts/heat-map.js";
export { type GuideLine, type LineChartOptions, type LineSeries, lineChart, PLOT } from "./charts/line.js";
export { type ScatterChartOptions, type ScatterGroup, type ScatterPoint, scatterChart } from "./charts/scatter.js";
export { sunburst, type TreeChartOptions, type TreeNode, treeChart, treemap } from "./charts/tree.js";
export { type Figure, type FigureOptions, figureHtml, saveFigures, standaloneSvg } from "./figure.js";
export { escapeHtml, Html, type HtmlValue, html, trustedHtml } from "./html.js";
export { type Behaviour, type PageOptions, page, type Section } from "./page.js";
export { pairs, type Tile, tiles } from "./parts.js";
export { svgToPng } from "./png.js";
export { type Cell, type Column, type DataTable, dataTable, formatNumber } from "./table.js";
export { type ColorName, cssColor, heatColor, lightColor, scoreColor, seriesColor } from "./tokens.js";
