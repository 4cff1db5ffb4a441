import type { DoctorReport } from "../../engine/index.js";
import { formatTable, type TableCell } from "../terminal/index.js";

/** A doctor's report with the version of Pinakes. */
export type NamedDoctorReport = DoctorReport & { readonly pinakes: string };

/** What a report says, section by section. */
export function doctorReport(report: NamedDoctorReport): string {
  const sections = [machineLines(report), checkTable(report), gradientTable(report), speedLines(report)];
  const end = report.ok ? "All is well." : "Something that Pinakes needs is not in order: see FAILED above.";
  return [...sections.filter((section) => section !== ""), `${end}\n`].join("\n");
}

function machineLines({ pinakes, versions, machine }: NamedDoctorReport): string {
  const { platform, cpu, cpu_features: features, threads, load } = machine;
  const lines = [
    `pinakes ${pinakes}, Node ${versions.node}, onnxruntime-node ${versions.onnxruntime}`,
    `${platform}; ${cpu}${features ? ` (${features.join(" ") || "no vector instructions known"})` : ""}`,
    `${threads} threads; ${machine.memory_gib} GiB memory, ${machine.free_memory_gib} GiB free; load ${load}`,
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function checkTable({ devices, checks }: DoctorReport): string {
  const rows: TableCell[][] = [
    ...devices.map(({ device, starts, reason }): TableCell[] => [
      `device ${device}`,
      starts ? "ok" : device === "cpu" ? "FAILED" : "–",
      starts ? "starts and computes" : `does not start: ${reason}`,
    ]),
    ...checks.map(({ name, ok, detail }): TableCell[] => [name.replaceAll("_", " "), ok ? "ok" : "FAILED", detail]),
  ];
  return formatTable([{ header: "check" }, { header: "" }, { header: "detail" }], rows);
}

const METHODS = { differences: "float64, finite differences", closed_form: "float32, closed form" } as const;

function gradientTable({ gradients }: DoctorReport): string {
  if (gradients === undefined) return "";
  const rows = gradients.map(({ op, ok, method, relative_error: error, skipped, problem }): TableCell[] => [
    op,
    error?.toExponential(1),
    skipped !== undefined ? "skipped" : ok ? "ok" : "FAILED",
    problem ?? skipped ?? (method ? METHODS[method] : undefined),
  ]);
  const columns = [
    { header: "gradient of" },
    { header: "largest relative error", align: "right" as const },
    { header: "" },
    { header: "how" },
  ];
  return formatTable(columns, rows);
}

function speedLines({ speed, machine }: DoctorReport): string {
  if (speed === undefined) return "";
  const { graph_gflops: graph, bare_gflops: bare, efficiency, rounds } = speed;
  const busy =
    machine.load > machine.threads / 2
      ? `Other programs kept this machine busy (load ${machine.load} on ${machine.threads} threads): it can do better.\n`
      : "";
  return (
    `speed: a feed-forward stack, forward and backward, at ${graph.toFixed(1)} GFLOP/s; ` +
    `the runtime's bare matrix product at the same shapes: ${bare.toFixed(1)} GFLOP/s.\n` +
    `ratio ${efficiency.toFixed(2)} (medians of ${rounds} rounds)\n${busy}`
  );
}
