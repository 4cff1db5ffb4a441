import { expect, it } from "vitest";
import { labelKeys } from "./label-keys.js";

const places = [["no", "yes"]];
const names = { id2label: { 0: "no", 1: "yes" }, label2id: { no: 0, yes: 1 } };

it("names the labels of one output in Hugging Face's words, and how it is read", () => {
  const output = { name: "label", size: 2 };
  const softmax = labelKeys({ outputs: [{ ...output, kind: "softmax" }], places });
  expect(softmax).toEqual({ ...names, problem_type: "single_label_classification" });
  const sigmoid = labelKeys({ outputs: [{ ...output, kind: "sigmoid" }], places });
  expect(sigmoid).toEqual({ ...names, problem_type: "multi_label_classification" });
});

it("leaves out what these words can't say: a softmax among siblings, several outputs", () => {
  const grouped = { name: "nodes", size: 2, kind: "softmax", groups: [0, 1] } as const;
  expect(labelKeys({ outputs: [grouped], places })).toEqual(names);
  const plain = { name: "level1", size: 2, kind: "softmax" } as const;
  expect(labelKeys({ outputs: [plain, { ...plain, name: "level2" }], places: [...places, ...places] })).toEqual({});
});
