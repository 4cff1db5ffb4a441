import { metricName } from "../metrics/index.js";
import { barChart, dataTable, figureHtml, html, page, tiles } from "../page/index.js";
import type { Report } from "./run-report.js";
import type { SavedSeeds } from "./saved-run.js";

const HEADLINES =
  /(?:^|\.)(?:accuracy|subset_accuracy|path_accuracy|hierarchical_f1|macro_f1|micro_f1|macro_average_precision)$/u;

/** The report of several seeds: mean and spread of each figure, with links to the report of each seed. */
export function seedsReport(run: SavedSeeds): Report {
  const splitName = ["test", "validation", ...Object.keys(run.splits)].find((name) => run.splits[name]) ?? "";
  const { count = 0, metrics = {} } = run.splits[splitName] ?? {};
  const shown = Object.entries(metrics).filter(([name]) => HEADLINES.test(name));
  const figure = barChart({
    id: "seeds",
    title: "Figures of each seed",
    as: "dots",
    categories: shown.map(([name]) => metricName(name)),
    value: { name: "score" },
    series: run.seeds.map((seed, index) => ({
      name: `seed ${seed}`,
      values: shown.map(([, { values }]) => values[index]),
    })),
  });
  const table = dataTable({
    caption: `Figures of the ${splitName} part over ${run.seeds.length} seeds`,
    columns: [
      { header: "figure" },
      ...["mean", "sd", ...run.seeds.map((seed) => `seed ${seed}`)].map((header) => ({ header, numeric: true })),
    ],
    rows: Object.entries(metrics).map(([name, { mean, sd, values }]) => [metricName(name), mean, sd, ...values]),
  });
  const links = run.seeds.map((seed) => html`<li><a href="seed-${seed}/report.html">Report of seed ${seed}</a></li>`);
  const text = page({
    title: run.name,
    subtitle: html`${run.task} classification by <code>${run.model}</code>, ${run.seeds.length} seeds`,
    sections: [
      {
        id: "overview",
        title: "At a glance",
        body: html`<p>Mean ± standard deviation over ${run.seeds.length} seeds, ${count} texts of the ${splitName} part.</p>
${tiles(shown.map(([name, { mean, sd }]) => ({ name: metricName(name), value: mean.toFixed(3), note: `± ${sd.toFixed(3)}` })))}
<ul>${links}</ul>${figureHtml(figure)}`,
      },
      { id: "figures", title: "All figures", body: table },
      {
        id: "setup",
        title: "Config",
        body: html`<pre tabindex="0" role="region" aria-label="Config"><code>${run.config}</code></pre>`,
      },
    ],
  });
  return { html: text, figures: [figure] };
}
