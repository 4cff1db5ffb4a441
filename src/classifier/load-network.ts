import { join } from "node:path";
import { z } from "zod";
import { labelScheme } from "../labels/index.js";
import {
  architectureFromConfig,
  type HeadSpec,
  isTransformer,
  type ModelConfig,
  type NeuralModel,
  openSafetensors,
  type RecurrentConfig,
  recurrentModel,
  type TransformerConfig,
  transformerModel,
} from "../models/index.js";
import { invariant, PinakesError } from "../shared/index.js";
import {
  loadTokenEncoder,
  TfidfWeighting,
  type TfidfWeightingJson,
  type TokenEncoder,
  type WindowPooling,
  windowPoolingOf,
} from "../text/index.js";
import type { LoadOptions } from "./load-options.js";
import type { ModelDescription } from "./model-files.js";
import { NetworkTextModel } from "./network-text-model.js";
import { readArtifact } from "./read-artifact.js";
import { TokenInput } from "./token-input.js";

const detailsForm = z.object({
  vocabulary_size: z.int().gte(1),
  embedding_size: z.int().gte(1).optional(),
  max_length: z.int().gte(1),
  tfidf_weighting: z.unknown().optional(),
});

type Details = z.output<typeof detailsForm>;

/** A network from its folder. Every weight has to be there with the shape that the model has. */
export async function loadNetwork(
  directory: string,
  description: ModelDescription,
  options: LoadOptions,
): Promise<NetworkTextModel> {
  const { model } = description;
  const path = join(directory, "config.json");
  const details = await readArtifact(path, () => detailsForm.parse(description.details));
  const heads = labelScheme(description.space, description.hierarchy).outputs;
  const windowPooling = windowPoolingOf(description.text);
  const network = isTransformer(model)
    ? await readArtifact(path, () => savedTransformer(model, heads, description))
    : await readArtifact(path, () => savedRecurrent(model, heads, { ...details, windowPooling }));
  const values = await readWeights(
    options.weights ?? join(directory, "model.safetensors"),
    network.build({ mode: "prediction" }).parameters,
  );
  const weighting = details.tfidf_weighting
    ? TfidfWeighting.fromJSON(details.tfidf_weighting as TfidfWeightingJson, path)
    : undefined;
  const encoder = await readEncoder(directory, details.vocabulary_size);
  const input = new TokenInput({ encoder, maxLength: details.max_length, text: description.text, weighting });
  const { vocabulary_size, embedding_size } = details;
  return new NetworkTextModel({
    type: model.type,
    network,
    values,
    input,
    parameters: description.parameters,
    description: { vocabulary_size, ...(embedding_size === undefined ? {} : { embedding_size }) },
    checkpointConfig: isTransformer(model) ? description.topLevel : undefined,
    threads: options.threads,
  });
}

function savedTransformer(
  model: TransformerConfig,
  heads: readonly HeadSpec[],
  { topLevel, text }: ModelDescription,
): NeuralModel {
  const architecture = architectureFromConfig(topLevel, "config.json");
  const { type, pooling, classifier_dropout: classifierDropout } = model;
  invariant(architecture.type === type, `the model is ${type}, but its model_type is ${architecture.type}`);
  return transformerModel({ architecture, heads, pooling, classifierDropout, windowPooling: windowPoolingOf(text) });
}

function savedRecurrent(
  config: ModelConfig,
  heads: readonly HeadSpec[],
  details: Details & { readonly windowPooling: WindowPooling | undefined },
): NeuralModel {
  const {
    vocabulary_size: vocabularySize,
    embedding_size: embeddingSize,
    max_length: maxLength,
    windowPooling,
  } = details;
  invariant(embeddingSize !== undefined, "there is no embedding_size");
  const shared = { heads, vocabularySize, embeddingSize, maxLength, windowPooling };
  return recurrentModel({ config: config as RecurrentConfig, ...shared });
}

/** The tokenizer, whose ids have to be those that the embeddings have rows for. */
function readEncoder(directory: string, vocabularySize: number): Promise<TokenEncoder> {
  return readArtifact(directory, async () => {
    const encoder = await loadTokenEncoder(directory);
    const { vocabularySize: found } = encoder;
    invariant(found === vocabularySize, `the tokenizer has ${found} tokens, expected ${vocabularySize}`);
    return encoder;
  });
}

async function readWeights(
  path: string,
  specs: readonly { readonly name: string; readonly shape: readonly number[] }[],
): Promise<Map<string, Float32Array>> {
  const file = await openSafetensors(path);
  try {
    const wrong = specs.flatMap(({ name, shape }) => {
      const info = file.tensors.get(name);
      if (!info) return [`${name} is missing`];
      if (info.dtype !== "F32") return [`${name} is of ${info.dtype}, not F32`];
      return String(info.shape) === String(shape) ? [] : [`${name} is [${info.shape}], not [${shape}]`];
    });
    if (wrong.length > 0) {
      throw new PinakesError("MODEL_ARTIFACT", {
        where: path,
        message: `the weights don't fit the model: ${wrong.join("; ")}.`,
        fix: "restore the folder as it was saved, or train again.",
      });
    }
    const values = new Map<string, Float32Array>();
    for (const { name } of specs) values.set(name, (await file.read(name)) as Float32Array);
    return values;
  } finally {
    await file.close();
  }
}
