import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { jsonSchema, nodesAt } from "../../config/schema.js";
import type { LabelRow, SplitEvaluation } from "../types.js";
import { bestEpoch } from "./best-epoch.js";
import { diagnose } from "./diagnose.js";
import { errorsLeaveParent } from "./errors-leave-parent.js";
import { flatLoss } from "./flat-loss.js";
import { generalisationGap } from "./generalisation-gap.js";
import { labelSets } from "./label-sets.js";
import { majorityPredictions } from "./majority-predictions.js";
import { neverPredicted } from "./never-predicted.js";
import type { DiagnosedConfig, DiagnosisInput } from "./types.js";

const CONFIG: DiagnosedConfig = {
  family: "recurrent",
  epochs: 5,
  learningRate: 0.001,
  hasClassWeights: false,
  hasSampler: false,
  hasEarlyStopping: false,
};

/** A healthy run, of which tests change a part. */
function run(
  changes: Partial<Omit<DiagnosisInput, "config">> & { config?: Partial<DiagnosedConfig> } = {},
): DiagnosisInput {
  const healthy: DiagnosisInput = {
    task: "multi-class",
    splits: {
      train: split([row("a", 60, 62), row("b", 40, 38)], 0.9),
      validation: split([row("a", 30, 32), row("b", 20, 18)], 0.85),
    },
    priors: [
      { label: "a", share: 0.6 },
      { label: "b", share: 0.4 },
    ],
    history: losses([1, 0.9], [0.6, 0.7], [0.5, 0.65], [0.45, 0.66], [0.44, 0.66]),
    config: CONFIG,
  };
  return { ...healthy, ...changes, config: { ...CONFIG, ...changes.config } };
}

function row(label: string, support: number, predicted: number, level?: string): LabelRow {
  return {
    label,
    support,
    predicted,
    right: 0,
    precision: 0,
    recall: 0,
    f1: 0,
    ...(level === undefined ? {} : { level }),
  };
}

function split(per_label: readonly LabelRow[], accuracy = 0.8, more: Partial<SplitEvaluation> = {}): SplitEvaluation {
  return { count: 50, metrics: { accuracy, micro_f1: accuracy, hierarchical_f1: accuracy }, per_label, ...more };
}

/** An epoch each: training and validation loss. */
function losses(...epochs: readonly (readonly [number, number])[]): DiagnosisInput["history"] {
  return epochs.map(([train, validation], i) => ({
    epoch: i + 1,
    train: { loss: train },
    validation: { loss: validation },
  }));
}

const codes = (found: readonly { readonly code: string }[]) => found.map(({ code }) => code);

it("a healthy run has no findings, nor has a majority model", () => {
  expect(diagnose(run())).toEqual([]);
  const constant = { validation: split([row("a", 30, 50), row("b", 20, 0)]) };
  expect(diagnose(run({ splits: constant }))).not.toEqual([]);
  expect(diagnose(run({ splits: constant, config: { family: "majority" } }))).toEqual([]);
});

describe("the share of the commonest label", () => {
  it("shows against its prior, with figures", () => {
    const found = majorityPredictions(run({ splits: { validation: split([row("a", 30, 48), row("b", 20, 2)]) } }));
    expect(found).toEqual([
      {
        code: "majority_predictions",
        message: '96.0 % of the validation predictions are "a", which 60.0 % of the training texts have.',
        try: "training.class_weights: balanced",
      },
    ]);
    const advice = (config: Partial<DiagnosedConfig>) =>
      majorityPredictions(run({ splits: { test: split([row("a", 30, 50)]) }, config }))[0]?.try;
    expect(advice({ hasClassWeights: true })).toBe("training.sampler: oversample");
    expect(advice({ hasSampler: true })).toBe("training.loss: focal");
    expect(advice({ hasSampler: true, family: "linear" })).toContain("model.strength");
  });

  it("is told for the level where it is so", () => {
    const rows = [
      row("x", 25, 26, "level1"),
      row("y", 25, 24, "level1"),
      row("x1", 20, 45, "level2"),
      row("y1", 30, 5, "level2"),
    ];
    const priors = ["x", "y"].map((label) => ({ level: "level1", label, share: 0.5 }));
    const below = [
      { level: "level2", label: "x1", share: 0.55 },
      { level: "level2", label: "y1", share: 0.45 },
    ];
    const input = run({ task: "hierarchical", splits: { validation: split(rows) }, priors: [...priors, ...below] });
    expect(majorityPredictions(input)).toHaveLength(1);
    expect(majorityPredictions(input)[0]?.message).toContain("of level2");
  });

  it("says nothing of a lean that is small, or of sets of labels", () => {
    expect(majorityPredictions(run({ splits: { validation: split([row("a", 30, 34), row("b", 20, 16)]) } }))).toEqual(
      [],
    );
    expect(
      majorityPredictions(run({ task: "multi-label", splits: { validation: split([row("a", 30, 50)]) } })),
    ).toEqual([]);
    expect(majorityPredictions(run({ splits: {} }))).toEqual([]);
  });
});

describe("labels never predicted", () => {
  it("show with names and their share", () => {
    const rows = [row("a", 30, 50), row("b", 4, 0), row("c", 16, 0), row("gone", 0, 0)];
    const [found] = neverPredicted(run({ splits: { validation: split(rows) } }));
    expect(found?.message).toBe(
      "2 of 3 labels are never predicted on validation: c, b. They make 40.0 % of the references.",
    );
    const sets = run({
      task: "multi-label",
      splits: { validation: split(rows) },
      config: { thresholdMethod: "fixed" },
    });
    expect(neverPredicted(sets)[0]?.try).toBe("thresholds.method: per_label");
  });

  it("don't show where each is predicted once", () => {
    expect(neverPredicted(run({ splits: { validation: split([row("a", 49, 49), row("b", 1, 1)]) } }))).toEqual([]);
  });
});

describe("the gap between training and validation", () => {
  const rows = [row("a", 25, 25), row("b", 25, 25)];

  it("shows, with what narrows it for the kind of model", () => {
    const splits = { train: split(rows, 0.99), validation: split(rows, 0.7) };
    const [found] = generalisationGap(run({ splits }));
    expect(found?.message).toBe("accuracy is 0.990 on train and 0.700 on validation: a gap of 0.290.");
    expect(found?.try).toContain("early_stopping");
    expect(generalisationGap(run({ splits, config: { family: "linear" } }))[0]?.try).toContain("model.strength");
    const stopped = { hasEarlyStopping: true, family: "transformer" } as const;
    expect(generalisationGap(run({ splits, config: stopped }))[0]?.try).toContain("weight_decay");
  });

  it("doesn't show where it is small, or where there is no split to compare with", () => {
    expect(generalisationGap(run({ splits: { train: split(rows, 0.9), validation: split(rows, 0.81) } }))).toEqual([]);
    expect(generalisationGap(run({ splits: { train: split(rows, 0.9) } }))).toEqual([]);
  });
});

describe("the epoch of the lowest validation loss", () => {
  it("shows where the loss rose from there on", () => {
    const found = bestEpoch(run({ history: losses([1, 0.8], [0.5, 0.6], [0.3, 0.7], [0.1, 0.9]) }));
    expect(codes(found)).toEqual(["loss_rises"]);
    expect(found[0]?.message).toContain("lowest after epoch 2 (0.6000; epoch 4, the last: 0.9000)");
  });

  it("shows where the loss was still falling when the epochs were over", () => {
    const history = losses([1, 0.9], [0.9, 0.8], [0.8, 0.7], [0.7, 0.6], [0.6, 0.5]);
    expect(bestEpoch(run({ history }))).toMatchObject([{ code: "training_too_short", try: "training.epochs: 10" }]);
    expect(bestEpoch(run({ history, config: { epochs: 20 } }))).toEqual([]);
  });

  it("doesn't show for a loss that stands still, early stopping, or without validation", () => {
    expect(bestEpoch(run())).toEqual([]);
    const risen = losses([1, 0.8], [0.5, 0.6], [0.3, 0.7], [0.1, 0.9]);
    expect(bestEpoch(run({ history: risen, config: { hasEarlyStopping: true } }))).toEqual([]);
    expect(bestEpoch(run({ history: [{ epoch: 1, train: { loss: 1 } }] }))).toEqual([]);
  });
});

describe("the training loss", () => {
  it("shows where it is zero", () => {
    expect(codes(flatLoss(run({ history: losses([0.4, 0.5], [0, 0.5]) })))).toEqual(["loss_zero"]);
  });

  it("shows where it stands still or rises, with a learning rate to try", () => {
    expect(flatLoss(run({ history: losses([0.7, 0.7], [0.699, 0.7]) }))).toMatchObject([
      { code: "loss_flat", try: "training.learning_rate: 0.01" },
    ]);
    expect(flatLoss(run({ history: losses([0.7, 0.7], [0.9, 0.7]) }))[0]?.try).toBe("training.learning_rate: 0.0001");
  });

  it("doesn't show where it falls, after one epoch, or for models without epochs", () => {
    expect(flatLoss(run())).toEqual([]);
    expect(flatLoss(run({ history: losses([0.7, 0.7]) }))).toEqual([]);
    expect(flatLoss(run({ history: [] }))).toEqual([]);
  });
});

describe("errors of a level", () => {
  const withErrors = (count: number, leaving_parent: number, config: Partial<DiagnosedConfig> = {}) => {
    const levels = { level1: { metrics: {} }, level2: { metrics: {}, errors: { count, leaving_parent } } };
    return run({ task: "hierarchical", splits: { test: split([], 0.5, { levels }) }, config });
  };
  const conditional = { hierarchyMethod: "conditional", hierarchyDecoding: "best_path" };

  it("show where they leave the true parent, with what to try by method, decoding and model", () => {
    expect(errorsLeaveParent(withErrors(16, 15, { hierarchyMethod: "independent" }))).toEqual([
      {
        code: "errors_leave_parent",
        message: "15 of 16 errors of level2 on test (93.8 %) leave the true parent.",
        try: "hierarchy.method: conditional",
      },
    ]);
    const advice = (config: Partial<DiagnosedConfig>) => errorsLeaveParent(withErrors(16, 15, config))[0]?.try;
    expect(advice({ ...conditional, hierarchyDecoding: "top_down" })).toBe("hierarchy.decoding: best_path");
    expect(advice(conditional)).toBe("training.level_weights: [2, 1]");
    expect(advice({ ...conditional, family: "linear" })).toBe("hierarchy.method: flat");
  });

  it("don't show where they stay among siblings, or are few", () => {
    expect(errorsLeaveParent(withErrors(20, 9))).toEqual([]);
    expect(errorsLeaveParent(withErrors(9, 9))).toEqual([]);
    expect(errorsLeaveParent(run())).toEqual([]);
  });
});

describe("sets of labels", () => {
  const sets = (rows: readonly LabelRow[], thresholdMethod = "fixed") =>
    labelSets(run({ task: "multi-label", splits: { validation: split(rows) }, config: { thresholdMethod } }));

  it("show where every text gets the same", () => {
    const found = sets([row("a", 20, 50), row("b", 10, 0), row("c", 5, 0)]);
    expect(found[0]).toEqual({
      code: "labels_always_predicted",
      message:
        'Nearly every text of validation gets "a" (which 40.0 % have) and no other: every text gets the same set.',
      try: "thresholds.method: per_label",
    });
  });

  it("show where they are too large or too small on average", () => {
    expect(codes(sets([row("a", 20, 40), row("b", 20, 35)]))).toEqual(["too_many_labels"]);
    const [few] = sets([row("a", 20, 10), row("b", 20, 6)], "per_label");
    expect(few).toMatchObject({ code: "too_few_labels", try: "training.class_weights: balanced" });
    expect(few?.message).toBe("Texts of validation get 0.32 labels on average and have 0.80.");
  });

  it("don't show where they are as large as they should be, for labels that nearly all have, or other tasks", () => {
    expect(sets([row("a", 48, 50), row("b", 20, 22)])).toEqual([]);
    expect(labelSets(run({ splits: { validation: split([row("a", 10, 50)]) } }))).toEqual([]);
  });
});

it("every line to try is a key of the config with a value that it takes", () => {
  const rows = [row("a", 30, 50), row("b", 20, 0)];
  const splits = { train: split(rows, 0.99), validation: split(rows, 0.5) };
  const families = ["linear", "recurrent", "transformer"] as const;
  const inputs = families.flatMap((family) =>
    [true, false].flatMap((has) =>
      [losses([1, 0.5], [0.9, 0.6], [0.8, 0.9]), losses([1, 1], [1, 1]), losses([1, 0.9], [0.5, 0.5])].map((history) =>
        run({
          splits,
          history,
          config: { family, hasClassWeights: has, hasSampler: has, hasEarlyStopping: has, epochs: 2 },
        }),
      ),
    ),
  );
  const lines = new Set(inputs.flatMap((input) => diagnose(input).map((found) => found.try)));
  expect(lines.size).toBeGreaterThan(6);
  const known = Object.keys(jsonSchema().properties ?? {});
  for (const line of lines) {
    const [path = "", value = ""] = line.split(/: (.*)/su);
    if (!known.includes(path.split(".")[0] ?? "")) continue;
    expect(nodesAt(path.split(".")), line).not.toEqual([]);
    expect(parse(value), line).not.toBeNull();
  }
});
