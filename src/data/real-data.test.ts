import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { buildLabelSpace, labelSpaceFindings, type Task } from "../labels/index.js";
import { dataConfig } from "./config.js";
import { describeData, loadDataset, makeSplit, PARTS, partExamples } from "./index.js";

const DATA = path.resolve(process.env.PINAKES_DATA ?? "../shared/data");
const there = existsSync(path.join(DATA, "README.md"));

async function read(task: Task, data: Record<string, unknown>) {
  const config = dataConfig.parse(data);
  const dataset = await loadDataset(config, { task, baseDir: DATA });
  const split = await makeSplit(dataset, config.split, { task, seed: 42, baseDir: DATA });
  const parts = partExamples(dataset, split);
  return {
    dataset,
    split,
    parts,
    report: describeData(dataset, split),
    sizes: PARTS.map((part) => parts[part].length),
  };
}

describe.skipIf(!there)(
  `the public data sets (${there ? DATA : `skipped: no folder ${DATA}, set PINAKES_DATA`})`,
  () => {
    it("conference titles: csv and jsonl agree; 377 of 2,507 for validation", async () => {
      const split = { method: "stratified", validation: 0.15 };
      const csv = await read("multi-class", {
        train: "title_conference/title_conference.csv",
        text: "Title",
        labels: "Conference",
        split,
      });
      const jsonl = await read("multi-class", { train: "title_conference/title_conference.jsonl", split });
      expect(csv.sizes).toEqual([2130, 377, 0]);
      const content = ({ dataset }: typeof csv) => dataset.examples.map(({ text, gold }) => [text, gold[0]]);
      expect(content(csv)).toEqual(content(jsonl));
      expect(csv.split.validation).toEqual(jsonl.split.validation);
      expect(csv.report.parts.validation.labels.label?.[0]).toEqual({ label: "ISCAS", rows: 130 });
    });

    it("20 Newsgroups: files as parts, 215 empty test posts kept or dropped", async () => {
      const files = {
        train: "20newsgroups/20news-bydate-train.stripped.jsonl",
        test: "20newsgroups/20news-bydate-test.stripped.jsonl",
      };
      const data = { ...files, labels: ["level1", "level2"], split: { validation: 0.1 } };
      const kept = await read("hierarchical", data);
      expect(kept.sizes).toEqual([10_182, 1_132, 7_532]);
      expect(kept.report.parts.test.emptyTexts).toBe(215);
      const dropped = await read("hierarchical", { ...data, on_empty: "drop" });
      expect(dropped.sizes.at(-1)).toBe(7_532 - 215);
      const space = buildLabelSpace(
        kept.parts.train.map((example) => example.gold),
        { task: "hierarchical" },
      );
      expect(space.heads.map((head) => head.labels.length)).toEqual([6, 20]);
      expect(space.paths).toHaveLength(20);
    });

    it("WOS: a split column; 7 and 134 classes, all in train", async () => {
      const wos = await read("hierarchical", {
        train: "wos/wos46985-sample.jsonl",
        labels: ["level1", "level2"],
        split: { column: "split" },
      });
      expect(wos.sizes).toEqual([2_348, 0, 1_368]);
      const space = buildLabelSpace(
        wos.parts.train.map((example) => example.gold),
        { task: "hierarchical" },
      );
      expect(space.heads.map((head) => head.labels.length)).toEqual([7, 134]);
      expect(
        wos.report.findings.filter(({ code }) => code === "labels_not_in_train" || code.startsWith("duplicates")),
      ).toEqual([]);
      expect(labelSpaceFindings(space)).toEqual([]);
    });

    it("MLMA and Reuters: sets of labels, from lists and from a delimited column", async () => {
      const list = await read("multi-label", {
        train: "mlma_hate_speech/mlma_en.jsonl",
        split: { file: path.join(DATA, "../splits/mlma-42.json") },
      });
      expect(list.sizes).toEqual([4_517, 0, 1_130]);
      const cells = await read("multi-label", {
        train: "mlma_hate_speech/en_dataset_with_stop_words.csv",
        text: "tweet",
        labels: "sentiment",
        label_delimiter: "_",
      });
      expect(cells.dataset.examples.map((example) => example.gold)).toEqual(
        list.dataset.examples.map((example) => example.gold),
      );
      const reuters = await read("multi-label", {
        train: "reuters21578/reuters21578-r90.jsonl",
        split: { column: "split" },
      });
      expect(reuters.sizes).toEqual([7_770, 0, 3_019]);
      expect(reuters.report.parts.train.labels.labels).toHaveLength(90);
    });

    it("HWV: paths of uneven depth are read, and refused by independent heads with the row", async () => {
      const hwv = await read("hierarchical", { train: "hwv/hwv-validation.jsonl", test: "hwv/hwv-test.jsonl" });
      expect(hwv.sizes).toEqual([1_602, 0, 2_003]);
      const golds = hwv.parts.train.map((example) => example.gold);
      expect(() => buildLabelSpace(golds, { task: "hierarchical" })).toThrow(/\[DATA_LABEL_DEPTH\] row \d+: the path/u);
    });
  },
);
