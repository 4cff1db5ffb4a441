import { metricName } from "../metrics/index.js";
import { figureHtml, html, page, tiles } from "../page/index.js";
import { headlines, repeatedFigure, repeatedTable } from "./repeated.js";
import type { Report } from "./run-report.js";
import type { SavedSeeds } from "./saved-run.js";

/** The report of several seeds: mean and spread of each figure, with links to the report of each seed. */
export function seedsReport(run: SavedSeeds): Report {
  const splitName = ["test", "validation", ...Object.keys(run.splits)].find((name) => run.splits[name]) ?? "";
  const { count = 0, metrics = {} } = run.splits[splitName] ?? {};
  const repeated = { metrics, names: run.seeds.map((seed) => `seed ${seed}`) };
  const figure = repeatedFigure(repeated, { id: "seeds", title: "Figures of each seed" });
  const table = repeatedTable(repeated, `Figures of the ${splitName} part over ${run.seeds.length} seeds`);
  const links = run.seeds.map((seed) => html`<li><a href="seed-${seed}/report.html">Report of seed ${seed}</a></li>`);
  const text = page({
    title: run.name,
    subtitle: html`${run.task} classification by <code>${run.model}</code>, ${run.seeds.length} seeds`,
    sections: [
      {
        id: "overview",
        title: "At a glance",
        body: html`<p>Mean ± standard deviation over ${run.seeds.length} seeds, ${count} texts of the ${splitName} part.</p>
${tiles(headlines(repeated).map(([name, { mean, sd }]) => ({ name: metricName(name), value: mean.toFixed(3), note: `± ${sd.toFixed(3)}` })))}
<ul>${links}</ul>${figureHtml(figure)}`,
      },
      { id: "figures", title: "All figures", body: table },
      {
        id: "setup",
        title: "Config",
        body: html`<pre tabindex="0" role="region" aria-label="Config in YAML"><code>${run.config}</code></pre>`,
      },
    ],
  });
  return { html: text, figures: [figure] };
}
