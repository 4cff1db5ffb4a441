import { type ColorName, cssColor } from "../page/index.js";

const SCORES = Array.from({ length: 11 }, (_, step) => {
  const color = cssColor(`scale${step}` as ColorName);
  return `.score[data-score="${step}"]::before{background:${color}}`;
}).join("\n");

/** Rules of the report beside those of all pages. */
export const REPORT_STYLE = `
.score{white-space:nowrap}
.score::before{content:"";display:inline-block;width:.7em;height:.7em;border-radius:50%;margin-right:.45em}
${SCORES}
.pair{display:grid;grid-template-columns:minmax(0,1fr);gap:0 1.5rem}
.excerpt{white-space:pre-wrap;overflow-wrap:anywhere;display:block;min-width:16rem;max-width:42rem;max-height:9rem;overflow:auto}
table.data td:has(.excerpt){min-width:16rem}
.drill:empty{display:none}
.drill{border:1px solid var(--rule);border-radius:6px;padding:.25rem 1rem 1rem;margin:.75rem 0}
.drilled{max-height:28rem;overflow:auto;max-width:none;padding-left:2rem}
.drilled p{margin:.1rem 0 .8rem}
.matrix-frame{max-height:none}
table.matrix{font-size:.75rem;border-collapse:separate;border-spacing:1px}
table.matrix thead th{height:9.5rem;vertical-align:bottom;padding:0 0 .25rem;font-weight:400;width:1.9rem;min-width:1.9rem}
table.matrix thead th span{writing-mode:vertical-rl;transform:rotate(180deg);max-height:9rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;display:inline-block}
table.matrix tbody th{font-weight:400;text-align:right;padding:0 .5rem;position:sticky;left:0;background:var(--paper);max-width:11rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
table.matrix td{padding:0;text-align:center;background:var(--heat0);height:1.7rem;min-width:1.9rem}
table.matrix thead td{background:none}
table.matrix td.hit{font-weight:700}
table.matrix button{all:unset;box-sizing:border-box;cursor:pointer;width:100%;line-height:1.7rem;min-height:1.7rem}
table.matrix button:focus-visible{outline:3px solid var(--link);outline-offset:-2px}
table.data td button{padding:0 .6rem;min-height:1.5rem}
[data-sliders] table.data td,[data-sliders] table.data th{vertical-align:middle}
.live{font-weight:600;min-height:1.5em}
output{display:inline-block;min-width:3.2em;font-variant-numeric:tabular-nums}
polyline.chosen{fill:none;stroke:var(--ink);stroke-width:3}
.layers{list-style:none;padding:0;max-width:34rem}
.layers li{border:1px solid var(--rule);border-left:4px solid var(--series1);border-radius:6px;padding:.45rem .8rem;background:var(--raised);margin:0 0 1.3rem;position:relative}
.layers li.frozen{border-left-color:var(--series7)}
.layers li:not(:last-child)::after{content:"\\2193";position:absolute;left:1.2rem;bottom:-1.4rem;color:var(--muted)}
.layers .shape{float:right;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.85em}
.layers .size{display:block;font-size:.85em;color:var(--muted)}
@media print{.drill{display:none}.excerpt{max-height:none}table.matrix{font-size:6pt}table.matrix thead th,table.matrix td{min-width:0;width:auto}}
`;
