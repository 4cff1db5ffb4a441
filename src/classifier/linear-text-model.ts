import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import {
  type LayerSummary,
  type MajorityJson,
  MajorityModel,
  openSafetensors,
  type TfidfLinearJson,
  TfidfLinearModel,
  writeSafetensors,
} from "../models/index.js";
import { invariant } from "../shared/index.js";
import type { ArtifactTensor } from "../text/index.js";
import { readArtifact, readJson } from "./read-artifact.js";
import type { ParameterCount, TextModel } from "./text-model.js";

/** The file of a linear model's features and settings. */
const MODEL_JSON = "tfidf-linear.json";

function toFloat32(logits: readonly Float64Array[]): Promise<Float32Array[]> {
  return Promise.resolve(logits.map((head) => Float32Array.from(head)));
}

/** `tfidf-linear` as a {@link TextModel}. */
export class LinearTextModel implements TextModel {
  readonly type = "tfidf-linear";
  readonly parameters: ParameterCount;

  constructor(
    /** The weights with their vectorizer. */
    readonly model: TfidfLinearModel,
    private readonly heads: readonly { readonly name: string; readonly size: number }[],
  ) {
    const total = model.parameters;
    this.parameters = { total, trainable: total };
  }

  static async load(
    directory: string,
    heads: readonly { readonly name: string; readonly size: number }[],
  ): Promise<LinearTextModel> {
    const path = join(directory, MODEL_JSON);
    const json = await readJson(path);
    await readArtifact(path, () => checkHeads(headsForm.parse(json).heads, heads));
    const weights = join(directory, "model.safetensors");
    const tensors = await readTensors(weights);
    const artifact = { json: json as TfidfLinearJson, tensors };
    return readArtifact(weights, () => new LinearTextModel(TfidfLinearModel.fromArtifact(artifact), heads));
  }

  logits(texts: readonly string[]): Promise<Float32Array[]> {
    return toFloat32(this.model.logits(texts));
  }

  summarize(): readonly LayerSummary[] {
    return linearLayers(this.model.features, this.heads);
  }

  async save(directory: string): Promise<Readonly<Record<string, unknown>>> {
    const { json, tensors } = this.model.toArtifact();
    await writeFile(join(directory, MODEL_JSON), `${JSON.stringify(json)}\n`);
    const plain = Object.entries(tensors).map(([name, { shape, data }]) => [name, { shape, data }] as const);
    await writeSafetensors(join(directory, "model.safetensors"), new Map(plain));
    return {};
  }

  async release(): Promise<void> {}
}

/** The layers of `tfidf-linear`. */
export function linearLayers(
  features: number,
  heads: readonly { readonly name: string; readonly size: number }[],
): LayerSummary[] {
  return [
    { name: "tfidf", kind: "TF-IDF vectors", outputShape: ["B", features], parameters: [] },
    ...heads.map(({ name, size }, head) => ({
      name: `heads.${name}`,
      kind: "linear",
      outputShape: ["B", size],
      parameters: [`heads.${head}.`],
    })),
  ];
}

/** `majority` as a {@link TextModel}. */
export class MajorityTextModel implements TextModel {
  readonly type = "majority";
  readonly parameters: ParameterCount = { total: 0, trainable: 0 };

  constructor(
    private readonly model: MajorityModel,
    private readonly heads: readonly { readonly name: string; readonly size: number }[],
  ) {}

  static load(
    directory: string,
    details: Readonly<Record<string, unknown>>,
    heads: readonly { readonly name: string; readonly size: number }[],
  ): Promise<MajorityTextModel> {
    return readArtifact(join(directory, "config.json"), () => {
      const { json } = majorityForm.parse(details);
      checkHeads(
        json.outputs.map(({ counts }) => ({ size: counts.length })),
        heads,
      );
      return new MajorityTextModel(MajorityModel.fromArtifact({ json: json as MajorityJson, tensors: {} }), heads);
    });
  }

  logits(texts: readonly string[]): Promise<Float32Array[]> {
    return toFloat32(this.model.logits(texts));
  }

  summarize(): readonly LayerSummary[] {
    return this.heads.map(({ name, size }) => ({
      name: `heads.${name}`,
      kind: "commonest label",
      outputShape: ["B", size],
      parameters: [],
    }));
  }

  save(): Promise<Readonly<Record<string, unknown>>> {
    return Promise.resolve({ json: this.model.toArtifact().json });
  }

  async release(): Promise<void> {}
}

const outputKind = z.enum(["softmax", "sigmoid"]);

const headsForm = z.looseObject({
  heads: z.array(
    z.looseObject({
      size: z.int().gte(1),
      blocks: z.array(z.looseObject({ kind: outputKind, places: z.array(z.int().gte(0)) })),
      never: z.array(z.int().gte(0)),
      always: z.array(z.int().gte(0)),
      temperature: z.number().gt(0),
    }),
  ),
});

const majorityForm = z.object({
  json: z.object({
    formatVersion: z.literal(1),
    outputs: z.array(
      z.object({ kind: outputKind, counts: z.array(z.number().gte(0)), totals: z.array(z.number().gte(0)) }),
    ),
  }),
});

function checkHeads(found: readonly { readonly size: number }[], expected: readonly { readonly size: number }[]) {
  const [has, wants] = [found.map(({ size }) => size).join(), expected.map(({ size }) => size).join()];
  invariant(has === wants, `outputs of ${has} places, expected ${wants}`);
}

async function readTensors(path: string): Promise<Record<string, ArtifactTensor>> {
  const file = await openSafetensors(path);
  try {
    const tensors: Record<string, ArtifactTensor> = {};
    for (const [name, { shape }] of file.tensors) {
      const data = await file.read(name);
      if (data instanceof Float64Array) tensors[name] = { dtype: "F64", shape, data };
      else if (data instanceof Float32Array) tensors[name] = { dtype: "F32", shape, data };
    }
    return tensors;
  } finally {
    await file.close();
  }
}
