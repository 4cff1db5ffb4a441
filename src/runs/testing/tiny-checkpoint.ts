import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { architectureFromConfig, transformerModel, writeSafetensors } from "../../models/index.js";
import { Rng } from "../../shared/index.js";
import { tinyTokenizer } from "../../text/testing/tiny-tokenizer.js";
import { initializeParameters } from "../../training/index.js";
import { SMALL_WORDS } from "./small-data.js";

const common = { vocab_size: 64, max_position_embeddings: 24, initializer_range: 0.1 };
const bert = { ...common, hidden_size: 32, num_hidden_layers: 2, num_attention_heads: 2, intermediate_size: 24 };

/** The tokenizer's padding has id 2; the positions begin behind it. */
const robertaLike = { max_position_embeddings: 27, pad_token_id: 2, type_vocab_size: 1 };

/** What the config.json of a tiny checkpoint says, by type. */
const TINY_CONFIGS = {
  bert: { ...bert, model_type: "bert" },
  distilbert: { ...common, model_type: "distilbert", dim: 32, n_layers: 2, n_heads: 2, hidden_dim: 24 },
  roberta: { ...bert, ...robertaLike, model_type: "roberta" },
  "xlm-roberta": { ...bert, ...robertaLike, model_type: "xlm-roberta" },
  electra: { ...bert, model_type: "electra", embedding_size: 16 },
} as const;

/** The types of tiny checkpoints. */
export const TINY_TYPES = Object.keys(TINY_CONFIGS) as (keyof typeof TINY_CONFIGS)[];

/** How a tiny checkpoint differs from one of a whole encoder without head. */
export interface TinyCheckpoint {
  readonly type?: keyof typeof TINY_CONFIGS;
  /** Parameters that it lacks, by a pattern over their names; the head's by default. */
  readonly without?: RegExp;
  /** Tensors that it has beside them. */
  readonly extra?: readonly string[];
  /** Of the weights (default 11). */
  readonly seed?: number;
  /** Words of the tokenizer beside those of the small data. */
  readonly moreWords?: number;
  /** Another tokenizer.json, of at most `vocab_size` tokens. */
  readonly tokenizer?: object;
  /** Keys of config.json that are other ones. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Writes a tiny checkpoint of random weights, whose tokenizer knows the words of the small data, into a folder. */
export async function writeTinyCheckpoint(folder: string, options: TinyCheckpoint = {}): Promise<void> {
  const { type = "bert", without = /^(?:pre_)?classifier/u, extra = [], moreWords = 0, seed = 11 } = options;
  const config = { ...TINY_CONFIGS[type], ...options.config };
  const network = transformerModel({
    architecture: architectureFromConfig(config, folder),
    heads: [{ name: "label", size: 2, kind: "softmax" }],
  });
  const specs = network.build({ mode: "prediction" }).parameters;
  const values = initializeParameters(specs, Rng.fromSeed(seed));
  const kept = specs.filter(({ name }) => !without.test(name));
  const tensors = kept.map(({ name, shape }) => [name, { shape, data: values.get(name) as Float32Array }] as const);
  const others = extra.map((name) => [name, { shape: [1], data: new Float32Array(1) }] as const);
  await mkdir(folder, { recursive: true });
  await writeSafetensors(join(folder, "model.safetensors"), new Map([...tensors, ...others]));
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
  await writeFile(join(folder, "tokenizer.json"), JSON.stringify(options.tokenizer ?? tokenizer(moreWords)));
}

function tokenizer(moreWords: number) {
  const tiny = tinyTokenizer();
  const more = Array.from({ length: moreWords }, (_, index) => `word${index}`);
  const vocab: Record<string, number> = { ...tiny.model.vocab };
  for (const word of [...SMALL_WORDS, "[MASK]", ...more]) vocab[word] ??= Object.keys(vocab).length;
  return { ...tiny, model: { ...tiny.model, vocab } };
}
