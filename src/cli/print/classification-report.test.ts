import { describe, expect, it } from "vitest";
import { evaluateScores } from "../../evaluation/index.js";
import type { LabelSpace } from "../../labels/index.js";
import { classificationReport } from "./classification-report.js";

/** Scores that say one label a text. */
function say(ids: readonly number[], width: number): Float32Array {
  const scores = new Float32Array(ids.length * width);
  for (const [row, id] of ids.entries()) scores[row * width + id] = 1;
  return scores;
}

function multiClass(labels: readonly string[], pairs: readonly (readonly [number, number])[]) {
  const space: LabelSpace = { task: "multi-class", heads: [{ name: "label", labels }], paths: [] };
  const golds = pairs.map(([gold]) => [labels[gold] as string]);
  const predicted = pairs.map(([, said]) => said);
  return evaluateScores(space, { golds, scores: [say(predicted, labels.length)] });
}

describe("classificationReport", () => {
  it("of several classes", () => {
    const labels = ["cat", "dog", "書評"];
    const pairs = [
      [0, 0],
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 1],
      [1, 0],
      [2, 2],
      [2, 2],
    ] as const;
    expect(classificationReport(multiClass(labels, pairs))).toMatchInlineSnapshot(`
      "label         precision  recall     f1  support  right  accuracy
      ────────────  ─────────  ──────  ─────  ───────  ─────  ────────
      cat               0.667   0.667  0.667        3    2/3     0.667
      dog               0.667   0.667  0.667        3    2/3     0.667
      書評              1.000   1.000  1.000        2    2/2     1.000

      accuracy                         0.750        8    6/8     0.750
      macro avg         0.778   0.778  0.778        8
      weighted avg      0.750   0.750  0.750        8

      Best label: 書評 (F1 1.000, 2/2 right). Worst label: cat (F1 0.667, 2/3 right).
      mcc 0.619, cohen_kappa 0.619, log_loss 3.986
      "
    `);
  });

  it("of a hierarchy, a level after the other, then the paths", () => {
    const space: LabelSpace = {
      task: "hierarchical",
      heads: [
        { name: "level1", labels: ["animal", "plant"] },
        { name: "level2", labels: ["cat", "dog", "fern"] },
      ],
      paths: [
        [0, 0],
        [0, 1],
        [1, 2],
      ],
    };
    const golds = [
      ["animal", "cat"],
      ["animal", "dog"],
      ["plant", "fern"],
      ["animal", "cat"],
    ];
    const scores = [say([0, 0, 1, 1], 2), say([0, 0, 2, 0], 3)];
    expect(classificationReport(evaluateScores(space, { golds, scores }))).toMatchInlineSnapshot(`
      "level1: 2 labels

      label         precision  recall     f1  support  right  accuracy
      ────────────  ─────────  ──────  ─────  ───────  ─────  ────────
      animal            1.000   0.667  0.800        3    2/3     0.667
      plant             0.500   1.000  0.667        1    1/1     1.000

      accuracy                         0.750        4    3/4     0.750
      macro avg         0.750   0.833  0.733        4
      weighted avg      0.875   0.750  0.767        4

      Best label: animal (F1 0.800, 2/3 right). Worst label: plant (F1 0.667, 1/1 right).
      mcc 0.577, cohen_kappa 0.500, log_loss 3.986

      level2: 3 labels

      label         precision  recall     f1  support  right  accuracy
      ────────────  ─────────  ──────  ─────  ───────  ─────  ────────
      cat               0.667   1.000  0.800        2    2/2     1.000
      dog               0.000   0.000  0.000        1    0/1     0.000
      fern              1.000   1.000  1.000        1    1/1     1.000

      accuracy                         0.750        4    3/4     0.750
      macro avg         0.556   0.667  0.600        4
      weighted avg      0.583   0.750  0.650        4

      Best label: fern (F1 1.000, 1/1 right). Worst label: dog (F1 0.000, 0/1 right).
      mcc 0.645, cohen_kappa 0.556, log_loss 3.986

      paths: 4 texts

      paths               precision  recall     f1
      ──────────────────  ─────────  ──────  ─────
      hierarchical            0.750   0.750  0.750
      hierarchical macro      0.750   0.750  0.750

      Path accuracy 0.500, consistency 0.750, LCA distance 0.750, leaf accuracy 0.750, leaf macro F1 0.600, leaf weighted F1 0.650
      "
    `);
  });

  it("shows the ends of a long list, by F1, and says where the rest is", () => {
    const labels = Array.from({ length: 35 }, (_, i) => `label-${i}`);
    // Label i has 36 texts, i of them right; the others are taken for the next label.
    const pairs = labels.flatMap((_, gold) =>
      Array.from({ length: 36 }, (_, text) => [gold, text < gold ? gold : (gold + 1) % 35] as const),
    );
    const report = classificationReport(multiClass(labels, pairs), { source: "runs/a/evaluation.json" });
    const shown = report.split("\n").flatMap((line) => /^label-\d+/u.exec(line)?.[0] ?? []);
    expect(shown).toHaveLength(20);
    expect(shown.at(0)).toBe("label-34");
    expect(shown.at(-1)).toBe("label-0");
    expect(report).toContain("\n… 15 labels …\n");
    expect(report).toContain(
      "Shown are the 10 best and the 10 worst by F1 of 35 labels; all are in runs/a/evaluation.json.",
    );
    expect(report).toMatch(/\nweighted avg +0\.\d{3} +0\.\d{3} +0\.\d{3} +1260\n/u);
  });

  it("leaves labels without texts out of a long list, and out of best and worst", () => {
    const labels = Array.from({ length: 40 }, (_, i) => `label-${i}`);
    const report = classificationReport(
      multiClass(labels, [
        [3, 3],
        [4, 3],
      ]),
    );
    expect(report).not.toContain("labels …");
    expect(report.match(/^label-\d+/gmu)).toEqual(["label-3", "label-4"]);
    expect(report).toContain("Best label: label-3 (F1 0.667, 1/1 right). Worst label: label-4 (F1 0.000, 0/1 right).");
  });

  it("of sets of labels, with thresholds and ranking", () => {
    const space: LabelSpace = { task: "multi-label", heads: [{ name: "labels", labels: ["a", "b"] }], paths: [] };
    const evaluation = evaluateScores(space, {
      golds: [["a"], ["a", "b"], [], ["b"]],
      scores: [Float32Array.of(0.9, 0.3, 0.6, 0.2, 0.5, 0.1, 0.4, 0.7)],
      predicted: [["a"], ["a"], ["a"], ["b"]],
      thresholds: [0.5, Number.POSITIVE_INFINITY],
    });
    expect(classificationReport(evaluation)).toMatchInlineSnapshot(`
      "label         precision  recall     f1  support  predicted  threshold  ROC-AUC     AP
      ────────────  ─────────  ──────  ─────  ───────  ─────────  ─────────  ───────  ─────
      a                 0.667   1.000  0.800        2          3      0.500    1.000  1.000
      b                 1.000   0.500  0.667        2          1               0.750  0.833

      micro avg         0.750   0.750  0.750        4          4               0.813  0.893
      macro avg         0.833   0.750  0.733        4          4               0.875  0.917
      weighted avg      0.833   0.750  0.733        4          4               0.875  0.917
      samples avg       0.750   0.625  0.667

      Best label: a (F1 0.800, 2/2 right). Worst label: b (F1 0.667, 1/2 right).
      subset_accuracy 0.500, hamming_loss 0.250, coverage_error 1.000, ranking_average_precision 1.000, r_precision 1.000, precision_at_1 0.750
      "
    `);
  });
});
