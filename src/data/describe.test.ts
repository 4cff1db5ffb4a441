import { describe, expect, it } from "vitest";
import { dataConfig } from "./config.js";
import { describeData, makeSplit } from "./index.js";
import { loadFiles } from "./testing/files.js";

describe("describeData", () => {
  it("counts a part and finds lone labels, labels not in train, empty and repeated texts", async () => {
    const files = {
      "d.csv": [
        "text,labels,s",
        "one,a,train",
        "two,b,train",
        " one,b,train",
        ",a,train",
        "two,b,test",
        "new,c,test",
        ",a,dev",
      ].join("\n"),
    };
    const data = { split: { column: "s" } };
    const dataset = await loadFiles({ files, data });
    const config = dataConfig.parse({ train: "d.csv", ...data });
    const report = describeData(dataset, await makeSplit(dataset, config.split, { task: "multi-class", seed: 1 }));
    expect(report.parts.train).toEqual({
      rows: 4,
      emptyTexts: 1,
      labels: {
        label: [
          { label: "a", rows: 2 },
          { label: "b", rows: 2 },
        ],
      },
    });
    expect([report.parts.validation.rows, report.parts.validation.emptyTexts, report.parts.test.rows]).toEqual([
      1, 1, 2,
    ]);
    expect(report.split).toBe('by the column "s"');
    expect(report.findings.map(({ code, count, places }) => [code, count, places[0]])).toEqual([
      ["labels_with_one_example", 1, "label: c (d.csv:7)"],
      ["labels_not_in_train", 1, "label: c (d.csv:7)"],
      ["duplicates_within_part", 1, "d.csv:2 (train) = d.csv:4 (train)"],
      ["duplicates_other_labels", 1, "d.csv:2 (train) = d.csv:4 (train)"],
      ["duplicates_across_parts", 1, "d.csv:3 (train) = d.csv:6 (test)"],
    ]);
  });
});
