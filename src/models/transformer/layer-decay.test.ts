import { expect, it } from "vitest";
import { layerDecayGroups } from "./layer-decay.js";
import { GOLDEN_NAMES, goldenCase, goldenModel } from "./testing/golden-case.js";

it.each(GOLDEN_NAMES)("layer-wise decay gives each parameter of %s the rate of its height", (name) => {
  const model = goldenModel(goldenCase(name));
  const { layers } = model.architecture;
  const groups = layerDecayGroups(model.architecture, { rate: 1, decay: 0.5 });
  for (const { name: parameter } of model.build({ mode: "prediction" }).parameters) {
    const layer = /\.layer\.(\d+)\./u.exec(parameter)?.[1];
    const matching = groups.filter(({ pattern }) => new RegExp(pattern, "u").test(parameter));
    const embeddings = /^[a-z]+\.embeddings/u.test(parameter) ? 0.5 ** (layers + 1) : undefined;
    const expected = layer === undefined ? embeddings : 0.5 ** (layers - Number(layer));
    expect(
      matching.map(({ learning_rate }) => learning_rate),
      parameter,
    ).toEqual(expected === undefined ? [] : [expected]);
  }
});
