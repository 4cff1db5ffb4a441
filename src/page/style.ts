import { variables } from "./tokens.js";

/** The style sheet of all pages: light and dark, paper, phones. */
export const STYLE = `
:root{color-scheme:light;${variables(0)}}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${variables(1)}}}
@media screen{:root[data-theme=dark]{color-scheme:dark;${variables(1)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth;scroll-padding-top:1rem}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:break-word}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-999rem;top:0;background:var(--paper);padding:.5rem 1rem;z-index:9}
.skip:focus{left:0}
.shell{display:grid;grid-template-columns:minmax(0,1fr);max-width:80rem;margin:0 auto;padding:0 1rem 4rem;gap:0 2.5rem}
header.top{padding:1.5rem 0 1rem;border-bottom:1px solid var(--rule);margin-bottom:1rem;display:flex;flex-wrap:wrap;gap:.5rem 1rem;justify-content:space-between;align-items:flex-start}
header.top>div{flex:1 1 20rem;min-width:0}
h1{font-size:clamp(1.5rem,1.2rem + 1.6vw,2.1rem);line-height:1.2;margin:0 0 .25rem;letter-spacing:-.01em}
h2{font-size:1.4rem;line-height:1.25;margin:3rem 0 .75rem;padding-top:1rem;border-top:1px solid var(--rule)}
h3{font-size:1.12rem;line-height:1.3;margin:2rem 0 .5rem}
h4{font-size:1rem;margin:1.25rem 0 .4rem}
p,ul,ol,dl{margin:.5rem 0 1rem;max-width:46rem}
.muted,.subtitle{color:var(--muted)}
.subtitle{margin:0}
small,.small{font-size:.875rem}
code,pre,kbd{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.875em}
code{background:var(--raised);padding:.1em .3em;border-radius:3px;overflow-wrap:anywhere}
pre{background:var(--raised);border:1px solid var(--rule);border-radius:6px;padding:.75rem 1rem;overflow:auto;line-height:1.45;max-height:40rem}
pre code{background:none;padding:0;overflow-wrap:normal}
nav.contents{font-size:.9rem}
nav.contents summary{font-weight:600;cursor:pointer;padding:.25rem 0}
nav.contents ol{list-style:none;margin:.25rem 0;padding:0;columns:2 10rem}
nav.contents ol ol{padding-left:.9rem;columns:1}
nav.contents a{display:block;padding:.25rem 0;text-decoration:none;color:var(--ink)}
nav.contents a:hover{text-decoration:underline}
@media screen and (min-width:68rem){
.shell{grid-template-columns:13rem minmax(0,1fr)}
header.top{grid-column:1/-1}
nav.contents{position:sticky;top:1rem;align-self:start;max-height:calc(100vh - 2rem);overflow:auto}
nav.contents ol{columns:1}
main>section:first-child>h2{margin-top:0;border-top:0;padding-top:0}}
button,input,select{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--muted);border-radius:5px;padding:.3rem .65rem;min-height:2rem;max-width:100%}
button{cursor:pointer;background:var(--raised)}
button:hover{border-color:var(--link)}
input[type=range]{padding:0;accent-color:var(--series1);border:0;background:none;vertical-align:middle;min-width:6rem}
[hidden]{display:none!important}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.6rem,1fr));gap:.75rem;margin:1rem 0;padding:0;max-width:none}
.tile{border:1px solid var(--rule);border-radius:8px;padding:.7rem .9rem;background:var(--raised);margin:0}
.tile dt{font-size:.82rem;color:var(--muted);line-height:1.3}
.tile dd{margin:.15rem 0 0;font-size:1.45rem;font-weight:650;line-height:1.15;overflow-wrap:anywhere}
.tile dd.words{font-size:1.05rem;line-height:1.3}
.tile dd small{display:block;font-size:.78rem;font-weight:400;color:var(--muted);margin-top:.2rem;white-space:normal}
.pairs{display:grid;grid-template-columns:minmax(6rem,max-content) minmax(0,1fr);gap:.25rem 1.25rem;max-width:none}
.pairs dt{color:var(--muted)}.pairs dd{margin:0;overflow-wrap:anywhere}
.note{border-left:4px solid var(--series5);background:var(--raised);padding:.6rem .9rem;border-radius:0 6px 6px 0;margin:.75rem 0;max-width:52rem}
.note p{margin:.2rem 0}
figure.chart{margin:1.25rem 0 2rem;max-width:760px}
figure.chart figcaption{margin-bottom:.5rem;font-size:.925rem;color:var(--muted)}
figure.chart figcaption strong{color:var(--ink);display:block;font-size:1rem}
figure.chart svg{display:block;max-width:100%;height:auto}
figure.chart .narrow{display:none}
figure.chart details{margin-top:.5rem;font-size:.9rem}
@media screen and (max-width:37rem){figure.chart .wide{display:none}figure.chart .narrow{display:block}}
summary{cursor:pointer}
.table-frame{position:relative;overflow:auto;max-height:36rem;border:1px solid var(--rule);border-radius:6px;margin:.75rem 0 1.25rem;max-width:100%;width:fit-content}
table{border-collapse:collapse;font-size:.9rem;line-height:1.35}
table.data caption{text-align:left;padding:.5rem .7rem;color:var(--muted);font-size:.85rem}
table.data th,table.data td{padding:.32rem .7rem;text-align:left;vertical-align:top;border-top:1px solid var(--grid)}
table.data th.number,table.data td.number{text-align:right;white-space:nowrap}
table.data thead th{position:sticky;top:0;background:var(--raised);border-top:0;font-weight:600;z-index:1;vertical-align:bottom;white-space:nowrap}
table.data tbody th{font-weight:500;max-width:24rem}
table.data thead button{border:0;background:none;padding:0;min-height:0;font-weight:600;white-space:nowrap}
table.data thead button::after{content:"\\2195";margin-left:.3em;color:var(--muted)}
table.data th[aria-sort=ascending] button::after{content:"\\2191";color:var(--ink)}
table.data th[aria-sort=descending] button::after{content:"\\2193";color:var(--ink)}
table.data td.text{min-width:16rem;max-width:46rem;white-space:pre-wrap;overflow-wrap:anywhere}
.table-tools{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;font-size:.9rem;margin-top:.75rem}
.table-tools+.table-frame{margin-top:.4rem}
.bar{display:inline-block;height:.7em;background:var(--series1);border-radius:2px;vertical-align:baseline}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media screen and (max-width:37rem){.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}}
.needs-script{display:none}
.scripted .needs-script{display:revert}
@media screen{.tree ul{content-visibility:auto;contain-intrinsic-size:auto 10rem}}
footer{grid-column:1/-1;margin-top:3rem;padding-top:1rem;border-top:1px solid var(--rule);color:var(--muted);font-size:.85rem}
@media print{
@page{margin:14mm}
html{font-size:9.5pt}
.shell{display:block;max-width:none;padding:0}
nav.contents,.skip,.theme,.table-tools,.needs-script,.scripted .needs-script{display:none!important}
.table-frame{overflow:visible;max-height:none;border:0;width:auto}
table{font-size:8pt}
table.data thead th{position:static}
table.data thead button{display:contents}
table.data thead button::after{display:none}
figure.chart,.tile,tr{break-inside:avoid}
h2,h3,h4{break-after:avoid}
pre{max-height:none;white-space:pre-wrap}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`;
