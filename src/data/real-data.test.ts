import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { buildLabelSpace, hierarchyConfig, labelSpaceFindings, type Task, taxonomyOf } from "../labels/index.js";
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

    it("HWV: paths of two to six levels, with the tree of their file or without", async () => {
      const files = { train: "hwv/hwv-validation.jsonl", test: "hwv/hwv-test.jsonl" };
      const hwv = await read("hierarchical", files);
      expect(hwv.sizes).toEqual([1_602, 0, 2_003]);
      const golds = hwv.parts.train.map((example) => example.gold);
      const seen = buildLabelSpace(golds, { task: "hierarchical" });
      expect(seen.heads.map(({ labels }) => labels.length)).toEqual([11, 105, 296, 303, 145, 3]);
      expect(taxonomyOf(seen).nodes).toHaveLength(863);
      expect(labelSpaceFindings(seen).map(({ code, count }) => [code, count])).toEqual([
        ["paths_of_different_depth", 635],
      ]);
      const config = dataConfig.parse(files);
      const taxonomy = "hwv/hwv.taxonomy.tsv";
      const hierarchy = hierarchyConfig.parse({ method: "conditional", taxonomy });
      const { examples, taxonomy: known } = await loadDataset(config, {
        task: "hierarchical",
        baseDir: DATA,
        hierarchy,
      });
      expect(examples).toHaveLength(1_602 + 2_003);
      const whole = buildLabelSpace(golds, { task: "hierarchical", known });
      expect(taxonomyOf(whole).nodes).toHaveLength(1_186);
      expect(whole.heads[0]?.labels).toHaveLength(11);
    });
  },
);
