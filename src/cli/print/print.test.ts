import { describe, expect, it } from "vitest";
import type { DataReport } from "../../data/index.js";
import type { DoctorReport } from "../../engine/index.js";
import type { EpochRecord } from "../../training/index.js";
import { dataSummary, doctorReport, epochLine, formatPercent, modelSummary, seedTable } from "./index.js";

const EPOCH: EpochRecord = {
  type: "epoch",
  epoch: 3,
  step: 300,
  train: { loss: 0.43215, accuracy: 0.9123 },
  validation: { loss: 0.51234, accuracy: 0.8712, macro_f1: 0.8555 },
  metric: "macro_f1",
  learning_rate: 0.00012345,
  padding_waste: 1.05,
  seconds: 12.34,
};

describe("epochLine", () => {
  it("gives train and validation side by side, and the metric that chooses", () => {
    expect(epochLine(EPOCH)).toBe(
      "epoch 3 (train / validation): loss 0.4321 / 0.5123 | accuracy 0.912 / 0.871 | macro_f1 0.856 | learning rate 0.000123 | 12 s",
    );
  });

  it("gives the accuracy of each level, and a metric that is among them once", () => {
    const train = { loss: 1, "level1.accuracy": 0.9, "level2.accuracy": 0.7 };
    const validation = { loss: 2, accuracy: 0.6, "level1.accuracy": 0.8, "level2.accuracy": 0.6 };
    const line = epochLine({ ...EPOCH, train, validation, metric: "level2.accuracy", seconds: 100 });
    expect(line).toBe(
      "epoch 3 (train / validation): loss 1.0000 / 2.0000 | level1 accuracy 0.900 / 0.800 | level2 accuracy 0.700 / 0.600 | learning rate 0.000123 | 1:40 min",
    );
  });

  it("stands without a validation split", () => {
    const { validation: _validation, metric: _metric, ...record } = EPOCH;
    expect(epochLine(record)).toBe("epoch 3 (train): loss 0.4321 | accuracy 0.912 | learning rate 0.000123 | 12 s");
  });
});

describe("dataSummary", () => {
  const labels = (...rows: number[]) => rows.map((count, i) => ({ label: `label-${i}`, rows: count }));
  const report: DataReport = {
    files: [{ file: "a.csv", rows: 12345 }],
    rows: 12345,
    dropped: [{ reason: "empty", count: 3, parts: { train: 2, validation: 0, test: 1, unassigned: 0 } }],
    split: "stratified, seed 42",
    parts: {
      train: { rows: 10000, emptyTexts: 1, labels: { label: labels(6000, 4000) } },
      validation: { rows: 1000, emptyTexts: 0, labels: { label: labels(600, 400) } },
      test: { rows: 1342, emptyTexts: 2, labels: { label: [...labels(1340), { label: "new", rows: 2 }] } },
    },
    findings: [
      { code: "duplicates_within_part", message: "4 texts repeat.", count: 4, places: ["a.csv:3", "a.csv:9"] },
    ],
  };

  it("tells rows, labels, dropped rows and findings", () => {
    expect(dataSummary(report)).toMatchInlineSnapshot(`
      "data: a.csv (12,345 rows)
      split: stratified, seed 42

                    train  validation   test
      ───────────  ──────  ──────────  ─────
      rows         10,000       1,000  1,342
      empty texts       1           0      2
      labels            2           2      2

      label    train  validation   test
      ───────  ─────  ──────────  ─────
      label-0  6,000         600  1,340
      label-1  4,000         400      0
      new          0           0      2

      dropped 3 rows: empty (train 2, test 1)
      note: 4 texts repeat. First: a.csv:3"
    `);
  });

  it("shows the findings that it is given, and the commonest labels of long lists", () => {
    const train = { rows: 1, emptyTexts: 0, labels: { level1: labels(1), level2: labels(...new Array(25).fill(7)) } };
    const many = { ...report, parts: { ...report.parts, train } };
    const text = dataSummary(many, [{ code: "x", message: "Something else.", count: 1, places: [] }]);
    expect(text).toContain("note: Something else.");
    expect(text).not.toContain("4 texts repeat.");
    expect(text).toContain("\n… 5 more\n");
    expect(text).toContain("labels of level2");
  });
});

describe("seedTable", () => {
  it("gives mean and spread of the metrics that matter, a split after the other", () => {
    const spread = { mean: 0.5, sd: 0.1, values: [0.4, 0.6] };
    const metrics = { accuracy: spread, mcc: spread, "level2.macro_f1": spread, macro_precision: spread };
    const text = seedTable({
      schema_version: 1,
      task: "hierarchical",
      model: "lstm",
      seeds: [1, 7],
      splits: { test: { count: 10, metrics } },
      timing: { train_seconds: spread },
      parameters: { total: 1, trainable: 1 },
    });
    expect(text).toMatchInlineSnapshot(`
      "test: 10 texts, 2 seeds

      metric             mean      sd  seed 1  seed 7
      ───────────────  ──────  ──────  ──────  ──────
      accuracy         0.5000  0.1000  0.4000  0.6000
      level2.macro_f1  0.5000  0.1000  0.4000  0.6000
      "
    `);
  });
});

describe("doctorReport", () => {
  const report: DoctorReport & { pinakes: string } = {
    ok: true,
    pinakes: "1.2.3",
    versions: { node: "v20.0.0", onnxruntime: "1.30.0" },
    machine: {
      platform: "linux 6 x64",
      cpu: "Good CPU",
      cpu_features: ["avx2"],
      threads: 2,
      memory_gib: 8,
      free_memory_gib: 4,
      load: 0.2,
    },
    devices: [
      { device: "cpu", starts: true },
      { device: "webgpu", starts: false, reason: "no adapter" },
    ],
    checks: [{ name: "in_place_update", ok: true, detail: "right" }],
  };

  it("tells the machine, its devices and the checks", () => {
    expect(doctorReport(report)).toMatchInlineSnapshot(`
      "pinakes 1.2.3, Node v20.0.0, onnxruntime-node 1.30.0
      linux 6 x64; Good CPU (avx2)
      2 threads; 8 GiB memory, 4 GiB free; load 0.2

      check                detail
      ───────────────  ──  ──────────────────────────
      device cpu       ok  starts and computes
      device webgpu    –   does not start: no adapter
      in place update  ok  right

      All is well.
      "
    `);
  });

  it("tells gradients and speed where they were asked for, and what failed", () => {
    const text = doctorReport({
      ...report,
      ok: false,
      machine: { ...report.machine, load: 3 },
      devices: [{ device: "cpu", starts: false, reason: "no" }],
      gradients: [
        { op: "add", ok: true, method: "differences", relative_error: 1.26e-11, elements: 4 },
        { op: "gelu", ok: false, method: "closed_form", relative_error: 0.5, elements: 4 },
        { op: "sign", ok: true, skipped: "no gradient" },
        { op: "mul", ok: false, problem: "the runtime failed" },
      ],
      speed: {
        flops: 1,
        graph_seconds: 1,
        bare_seconds: 1,
        graph_gflops: 150,
        bare_gflops: 187.5,
        efficiency: 0.8,
        rounds: 9,
      },
    });
    expect(text.slice(text.indexOf("check"))).toMatchInlineSnapshot(`
      "check                    detail
      ───────────────  ──────  ──────────────────
      device cpu       FAILED  does not start: no
      in place update  ok      right

      gradient of  largest relative error           how
      ───────────  ──────────────────────  ───────  ───────────────────────────
      add                         1.3e-11  ok       float64, finite differences
      gelu                         5.0e-1  FAILED   float32, closed form
      sign                                 skipped  no gradient
      mul                                  FAILED   the runtime failed

      speed: a feed-forward stack, forward and backward, at 150.0 GFLOP/s; the runtime's bare matrix product at the same shapes: 187.5 GFLOP/s.
      ratio 0.80 (medians of 9 rounds)
      Other programs kept this machine busy (load 3 on 2 threads): it can do better.

      Something that Pinakes needs is not in order: see FAILED above.
      "
    `);
  });
});

it.each([
  [0, "0.0 %"],
  [0.0004, "< 0.1 %"],
  [0.0314, "3.1 %"],
  [1, "100.0 %"],
])("formatPercent(%d)", (share, text) => {
  expect(formatPercent(share)).toBe(text);
});

describe("modelSummary", () => {
  it("shortens long lists of labels and parameters", () => {
    const parameters = Array.from({ length: 61 }, (_, i) => ({ name: `p${i}`, shape: [2], size: 2, trainable: i > 0 }));
    const text = modelSummary({
      task: "multi-class",
      model: "lstm",
      layers: [{ name: "all", kind: "layer", output_shape: ["B", 7], parameters: 122, trainable: 120 }],
      heads: [{ name: "label", labels: ["a", "b", "c", "d", "e", "f", "g"], activation: "softmax", loss: "none" }],
      parameters,
      total: 122,
      trainable: 120,
    });
    expect(text).toMatchInlineSnapshot(`
      "lstm, multi-class

      layer  kind   output  parameters
      ─────  ─────  ──────  ──────────  ─────────────
      all    layer  (B, 7)         122  120 trainable

      head   activation  loss  labels
      ─────  ──────────  ────  ──────  ──────────
      label  softmax     none       7  a, b, c, …

      61 named parameters: --json lists them

      122 parameters, 120 of them trainable
      "
    `);
  });
});
