import { describe, expect, it } from "vitest";
import { GOLDEN_NAMES, goldenCase, goldenModel } from "./testing/golden-case.js";
import { type UnfreezingOptions, unfreezing } from "./unfreezing.js";

const architecture = { ...goldenModel(goldenCase("bert")).architecture, layers: 6 };
const stagesOf = (options: Partial<UnfreezingOptions>) =>
  unfreezing(architecture, { headEpochs: 0, layers: "all", layersPerStage: 2, epochsPerStage: 1, ...options });

describe("stages", () => {
  it.each<[Partial<UnfreezingOptions>, [string, number][]]>([
    [
      {},
      [
        ["top 2 layers", 1],
        ["top 4 layers", 2],
        ["all layers", 3],
      ],
    ],
    [
      { headEpochs: 2, epochsPerStage: 3 },
      [
        ["head", 1],
        ["top 2 layers", 3],
        ["top 4 layers", 6],
        ["all layers", 9],
      ],
    ],
    [
      { layersPerStage: 4 },
      [
        ["top 4 layers", 1],
        ["all layers", 2],
      ],
    ],
    [{ layersPerStage: 9 }, [["all layers", 1]]],
    [
      { layers: 2, headEpochs: 1 },
      [
        ["head", 1],
        ["top 2 layers", 2],
      ],
    ],
    [
      { layers: 3 },
      [
        ["top 2 layers", 1],
        ["top 3 layers", 2],
      ],
    ],
    [{ layers: 1 }, [["top layer", 1]]],
    [{ layers: 6, layersPerStage: 6 }, [["top 6 layers", 1]]],
    [{ layers: 99, layersPerStage: 6 }, [["top 6 layers", 1]]],
  ])("of %j", (options, expected) => {
    expect(stagesOf(options).map(({ name, fromEpoch }) => [name, fromEpoch])).toEqual(expected);
  });
});

describe.each(GOLDEN_NAMES)("over %s", (name) => {
  const model = goldenModel(goldenCase(name));
  const { layers } = model.architecture;
  const names = model.build({ mode: "prediction" }).parameters.map((parameter) => parameter.name);
  const options = { headEpochs: 1, layers: "all", layersPerStage: 1, epochsPerStage: 1 } as const;
  const stages = unfreezing(model.architecture, options).map(({ isFrozen }) => names.filter((one) => !isFrozen(one)));
  const heightOf = (parameter: string): number => {
    const layer = /\.layer\.(\d+)\./u.exec(parameter)?.[1];
    if (layer !== undefined) return Number(layer);
    return /^[a-z]+\.embeddings/u.test(parameter) ? -1 : layers;
  };

  it("each stage moves the head and the layers from the top, the last one everything", () => {
    expect(stages).toHaveLength(layers + 1);
    for (const [index, moving] of stages.entries()) {
      const lowest = index === layers ? -1 : layers - index;
      expect(moving, `stage ${index}`).toEqual(names.filter((one) => heightOf(one) >= lowest));
    }
  });
});
