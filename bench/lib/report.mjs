import { cpus } from "node:os";

const round = (_, value) => (typeof value === "number" ? Number(value.toPrecision(4)) : value);

/**
 * Prints what a benchmark found, as a line a figure or, with `--json`, as JSON.
 * @param name     of the benchmark
 * @param figures  a list of { name, ratio, bar, … } or { name, skipped }
 */
export function report(name, figures) {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`;
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ benchmark: name, machine, figures }, round));
    return;
  }
  console.log(`${name} (${machine})`);
  for (const { name: figure, skipped, ratio, bar, atLeast, ...more } of figures) {
    if (skipped) {
      console.log(`  ${figure}: skipped, ${skipped}`);
      continue;
    }
    const verdict = bar === undefined ? "" : ` (bar: ${atLeast ? "≥" : "≤"} ${bar})`;
    const rest = Object.entries(more).map(([key, value]) => `${key} ${JSON.stringify(value, round)}`);
    console.log(`  ${figure}: ${ratio === undefined ? "" : `${ratio.toFixed(3)}${verdict}; `}${rest.join(", ")}`);
  }
}
