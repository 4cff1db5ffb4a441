import { dataTable, html, pairs } from "../../page/index.js";
import type { Chapter, ReportContext } from "../context.js";
import type { SavedRun } from "../saved-run.js";

/** What the run was made from: enough to make it again. */
export function setup({ run }: ReportContext): Chapter {
  const { manifest, config, evaluation, splitMethod } = run;
  const { machine } = manifest;
  const parts = Object.entries(evaluation.splits).map(([name, { count }]) => `${name} ${count}`);
  const body = html`${pairs([
    ["Texts", parts.join(", ")],
    ...(splitMethod ? [["Divided", splitMethod] as const] : []),
    ...(machine ? [["Machine", machineWords(machine, manifest.threads)] as const] : []),
    [
      "Versions",
      [
        manifest.pinakes && `Pinakes ${manifest.pinakes}`,
        manifest.node && `Node ${manifest.node}`,
        manifest.onnxruntime && `ONNX Runtime ${manifest.onnxruntime}`,
      ]
        .filter(Boolean)
        .join(", "),
    ],
    ...(manifest.started ? [["Started", manifest.started] as const] : []),
    ...(manifest.finished ? [["Finished", manifest.finished] as const] : []),
    ...(manifest.seed === undefined ? [] : [["Seed", String(manifest.seed)] as const]),
  ])}
${
  manifest.data &&
  dataTable({
    caption: "Data files",
    columns: [{ header: "file" }, { header: "rows", numeric: true }, { header: "SHA-256" }],
    rows: manifest.data.map(({ file, rows, sha256 }) => [
      file,
      rows,
      { show: html`<code>${sha256.slice(0, 16)}…</code>` },
    ]),
  })
}
<h3 id="config">Config</h3>
<pre tabindex="0" role="region" aria-labelledby="config"><code>${config}</code></pre>`;
  return { section: { id: "setup", title: "Config, data and machine", body }, figures: [] };
}

function machineWords(machine: NonNullable<SavedRun["manifest"]["machine"]>, threads: number | undefined): string {
  const words = [
    machine.cpu,
    machine.cores && `${machine.cores} cores`,
    threads && `${threads} ${threads === 1 ? "thread" : "threads"}`,
    machine.memory_gib && `${machine.memory_gib} GiB`,
    machine.platform,
  ];
  return words.filter(Boolean).join(", ");
}
