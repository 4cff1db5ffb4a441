import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  compile,
  type FloatType,
  gradientName,
  gradients,
  realData,
  type Tensor,
  type Tensors,
  tensor,
} from "../../engine/index.js";
import { relativeError } from "../../engine/testing/evaluate.js";
import { INPUT, OUTPUT } from "../neural/neural-model.js";
import { MASKED_TYPES } from "./mlm-family.js";
import { maskedLanguageModel, POSITIONS_INPUT, TOKEN_HEAD } from "./mlm-model.js";
import { architectureFromConfig } from "./read-config.js";
import { maskedReferenceClass } from "./reference-classes.js";
import { goldenWeights, parameterTensors } from "./testing/golden-case.js";

/** What the reference says of one tiny model; see test/golden/masked_lm.py. */
interface MaskedGolden {
  readonly class: string;
  readonly config: unknown;
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly ids: readonly (readonly number[])[];
  readonly lengths: readonly number[];
  readonly places: readonly (readonly [number, number])[];
  readonly targets: readonly number[];
  readonly logits: readonly number[];
  readonly loss: number;
  readonly right: number;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

/** As shares of the largest element of a tensor; see golden.test.ts. */
const TOLERANCE = { f64: 1e-9, f32: 1e-4 } as const;

/** A key's bias moves all scores of a query alike, which a softmax does not see: its gradient is rounding noise. */
const isKeyBias = (name: string): boolean => /(key|k_lin)\.bias$/.test(name);

const read = (name: string) => JSON.parse(readFileSync(`test/golden/data/masked-${name}.json`, "utf8")) as MaskedGolden;
const modelOf = (golden: MaskedGolden) => maskedLanguageModel(architectureFromConfig(golden.config, "config.json"));
const numbers = (outputs: Tensors, name: string): number[] => Array.from(realData(outputs[name] as Tensor));
const integers = (shape: number[], values: readonly number[]) => tensor("i32", shape, Int32Array.from(values));

/** The reference's batch; `more` places are added that count nothing. */
function feedsOf(golden: MaskedGolden, float: FloatType, more = 0): Record<string, Tensor> {
  const { ids, lengths, places, targets } = golden;
  const time = ids[0]?.length ?? 0;
  const count = places.length + more;
  const padding = new Array<number>(more).fill(0);
  const share = [1 / targets.length];
  return {
    [INPUT.ids]: integers([ids.length, time], ids.flat()),
    [INPUT.lengths]: integers([ids.length], lengths),
    [POSITIONS_INPUT]: integers([count], [...places.map(([text, token]) => text * time + token), ...padding]),
    [INPUT.targets(TOKEN_HEAD)]: integers([count], [...targets, ...padding.map(() => -1)]),
    [INPUT.normalizer(TOKEN_HEAD)]:
      float === "f32" ? tensor("f32", [], Float32Array.from(share)) : tensor("f64", [], Float64Array.from(share)),
  };
}

async function evaluate(golden: MaskedGolden, mode: "evaluation" | "prediction", float: FloatType, more = 0) {
  const neural = modelOf(golden).build({ mode, float });
  const names = neural.parameters.map(({ name }) => name);
  const graph = mode === "evaluation" ? gradients(neural.graph, OUTPUT.loss, names) : neural.graph;
  const executable = await compile(graph, { threads: 1 });
  try {
    return await executable.run({
      ...parameterTensors(neural.parameters, goldenWeights, float),
      ...feedsOf(golden, float, more),
    });
  } finally {
    await executable.release();
  }
}

function expectSame(outputs: Tensors, golden: MaskedGolden, tolerance: number): void {
  expect(relativeError(numbers(outputs, OUTPUT.loss), [golden.loss])).toBeLessThan(tolerance);
  expect(numbers(outputs, OUTPUT.right(TOKEN_HEAD))).toEqual([golden.right]);
  const largest = Math.max(...Object.values(golden.gradients).flat().map(Math.abs));
  for (const [name, expected] of Object.entries(golden.gradients)) {
    const actual = numbers(outputs, gradientName(name));
    if (isKeyBias(name)) expect(Math.max(...actual.map(Math.abs)), name).toBeLessThan(tolerance * largest);
    else expect(relativeError(actual, expected), name).toBeLessThan(tolerance);
  }
}

describe.each(["bert", "bert-tanh", "distilbert", "roberta"])("%s beside the reference", (name) => {
  const golden = read(name);

  it("has the reference's class and parameters", () => {
    const model = modelOf(golden);
    const specs = model.build({ mode: "prediction" }).parameters;
    expect(Object.fromEntries(specs.map(({ name: own, shape }) => [own, shape]))).toEqual(golden.parameters);
    expect(maskedReferenceClass(model.architecture)).toBe(golden.class);
  });

  it.each<FloatType>(["f64", "f32"])("gives its logits, loss and every gradient in %s", async (float) => {
    const predicted = await evaluate(golden, "prediction", float);
    const logits = numbers(predicted, OUTPUT.logits(TOKEN_HEAD));
    expect(relativeError(logits, golden.logits)).toBeLessThan(TOLERANCE[float]);
    expectSame(await evaluate(golden, "evaluation", float), golden, TOLERANCE[float]);
  });

  it("does not see places that count nothing", async () => {
    expectSame(await evaluate(golden, "evaluation", "f64", 3), golden, TOLERANCE.f64);
  });
});

describe("a masked language model", () => {
  it.each(MASKED_TYPES)("of type %s tells all of its parameters in its summary", (type) => {
    const golden = read(type === "distilbert" ? type : "bert");
    const model = maskedLanguageModel({ ...architectureFromConfig(golden.config, "config.json"), type });
    const told = model.summarize().flatMap(({ parameters }) => parameters);
    for (const { name } of model.build({ mode: "prediction" }).parameters) {
      expect(
        told.filter((own) => name === own || (own.endsWith(".") && name.startsWith(own))),
        name,
      ).toHaveLength(1);
    }
  });
});
