import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { PinakesError, present } from "../shared/index.js";
import { readCompanions } from "./companion-files.js";
import {
  createLibraryTokenizer,
  createSubwordPipeline,
  type LibraryTokenizer,
  type SubwordPipeline,
} from "./subword/index.js";
import {
  type EncodedText,
  type JsonObject,
  type SubwordTokenizerJson,
  type TokenEncoder,
  withoutTokens,
} from "./token-encoder.js";

const TOKENIZER_FILE = "tokenizer.json";
const CONFIG_FILE = "tokenizer_config.json";

/** Names that special tokens have in the families that leave them out of their configuration. */
const PAD_NAMES = ["[PAD]", "<pad>", "<|pad|>", "<|endoftext|>"];
const UNK_NAMES = ["[UNK]", "<unk>", "<|unk|>", "<|endoftext|>"];
const MASK_NAMES = ["[MASK]", "<mask>"];

/**
 * The subwords of a Hugging Face tokenizer (`tokenizer.json`): the models are those of `@huggingface/tokenizers`; what is
 * done to a text before, which has to keep places, is our own.
 *
 * What the file says about truncation and padding is ignored on purpose: many files pad to a fixed length (all-MiniLM-L6-v2
 * to 128), while here every model cuts and pads by its own config.
 */
export class SubwordTokenizer implements TokenEncoder {
  readonly kind = "subword";
  readonly vocabularySize: number;
  readonly padId: number;
  readonly unkId: number;
  /** Id of the token that stands in for a hidden one; undefined where there is none. */
  readonly maskId: number | undefined;
  readonly prefix: Int32Array;
  readonly suffix: Int32Array;
  readonly #tokenizer: LibraryTokenizer;
  readonly #pipeline: SubwordPipeline;
  /** Ids of the tokens beside the model's vocabulary. */
  readonly #added: ReadonlyMap<string, number>;
  readonly #files: Omit<SubwordTokenizerJson, "kind">;

  /**
   * @param companions  files beside `tokenizer.json` that only other programs read, by their names
   * @throws PinakesError TEXT_TOKENIZER where the library can't make a tokenizer of the two objects
   */
  constructor(
    files: Omit<SubwordTokenizerJson, "kind">,
    where: string = TOKENIZER_FILE,
    readonly companions: ReadonlyMap<string, Uint8Array> = new Map(),
  ) {
    this.#files = { tokenizer: files.tokenizer, tokenizer_config: files.tokenizer_config };
    this.#tokenizer = createLibraryTokenizer(files.tokenizer, files.tokenizer_config, where);
    this.#added = addedTokens(files.tokenizer);
    this.#pipeline = createSubwordPipeline(files.tokenizer, this.#tokenizer, where);
    this.vocabularySize = countIds(this.#tokenizer);
    this.padId = this.#findSpecial("pad_token", PAD_NAMES) ?? 0;
    this.unkId = this.#findSpecial("unk_token", UNK_NAMES) ?? this.padId;
    this.maskId = this.#findSpecial("mask_token", MASK_NAMES);
    [this.prefix, this.suffix] = findSpecials(this.#tokenizer);
  }

  /** Ids of the special tokens: those that the file calls so, padding, the unknown token, and those around a text. */
  get specialIds(): ReadonlySet<number> {
    const added = (this.#files.tokenizer.added_tokens ?? []) as readonly { id: number; special?: boolean }[];
    const named = added.filter(({ special }) => special === true).map(({ id }) => id);
    const mask = this.maskId === undefined ? [] : [this.maskId];
    return new Set([...named, ...mask, this.padId, this.unkId, ...this.prefix, ...this.suffix]);
  }

  /** All tokens with their ids, the added ones included. Ids may leave gaps. */
  vocabulary(): ReadonlyMap<string, number> {
    return this.#tokenizer.get_vocab(true);
  }

  /**
   * Loads a folder that holds `tokenizer.json` (and `tokenizer_config.json`), or such a file by its path.
   * @throws PinakesError TEXT_TOKENIZER where there is none, or none that the library can read
   */
  static async load(path: string): Promise<SubwordTokenizer> {
    const file = await findTokenizerFile(path);
    const tokenizer = await readJsonObject(file);
    const configFile = join(dirname(file), CONFIG_FILE);
    const tokenizerConfig = (await exists(configFile)) ? await readJsonObject(configFile) : {};
    const companions = await readCompanions(dirname(file));
    return new SubwordTokenizer({ tokenizer, tokenizer_config: tokenizerConfig }, file, companions);
  }

  encode(text: string): Int32Array {
    const ids = this.#pipeline.ids(text);
    return ids.length === 0 ? Int32Array.of(this.unkId) : Int32Array.from(ids);
  }

  encodeWithOffsets(text: string): EncodedText {
    const encoded = this.#pipeline.withOffsets(text);
    return encoded.ids.length === 0 ? withoutTokens(this.unkId) : encoded;
  }

  token(id: number): string {
    return present(this.#tokenizer.id_to_token(id), `the token of id ${id} in a vocabulary of ${this.vocabularySize}`);
  }

  /** The id of a token, if the vocabulary holds it. */
  id(token: string): number | undefined {
    return this.#tokenizer.token_to_id(token) ?? this.#added.get(token);
  }

  toJSON(): SubwordTokenizerJson {
    return { kind: "subword", ...this.#files };
  }

  #findSpecial(key: "pad_token" | "unk_token" | "mask_token", names: readonly string[]): number | undefined {
    const { tokenizer, tokenizer_config: config } = this.#files;
    const model = tokenizer.model as JsonObject | undefined;
    const padding = tokenizer.padding as JsonObject | null | undefined;
    const configured = { pad_token: padding?.pad_token, unk_token: model?.unk_token, mask_token: undefined }[key];
    const candidates = [tokenContent(config[key]), configured, ...names];
    for (const name of candidates) {
      const id = typeof name === "string" ? this.id(name) : undefined;
      if (id !== undefined) return id;
    }
    return key === "unk_token" && typeof model?.unk_id === "number" ? model.unk_id : undefined;
  }
}

/** A token in `tokenizer_config.json` is a string, or an object that says how it is matched. */
function tokenContent(token: unknown): unknown {
  return typeof token === "object" && token !== null ? (token as { content?: unknown }).content : token;
}

function addedTokens({ added_tokens: added }: JsonObject): ReadonlyMap<string, number> {
  return new Map((added as JsonObject[]).map(({ content, id }) => [String(content), Number(id)]));
}

/** One above the highest id: added tokens may leave gaps, and an embedding table needs a row for every id. */
function countIds(tokenizer: LibraryTokenizer): number {
  let highest = -1;
  for (const id of tokenizer.get_vocab(true).values()) highest = Math.max(highest, id);
  return highest + 1;
}

/** The special tokens around a text, found by comparing a text with and without them. */
function findSpecials(tokenizer: LibraryTokenizer): [Int32Array, Int32Array] {
  const bare = tokenizer.encode("a", { add_special_tokens: false }).ids;
  const full = tokenizer.encode("a", { add_special_tokens: true }).ids;
  const extra = full.length - bare.length;
  for (let start = 0; start <= extra; start++) {
    if (bare.every((id, i) => full[start + i] === id)) {
      return [Int32Array.from(full.slice(0, start)), Int32Array.from(full.slice(start + bare.length))];
    }
  }
  return [new Int32Array(0), new Int32Array(0)];
}

async function findTokenizerFile(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  const file = found?.isDirectory() ? join(path, TOKENIZER_FILE) : path;
  if (found !== undefined && (await exists(file))) return file;
  throw new PinakesError("TEXT_TOKENIZER", {
    where: path,
    message: found === undefined ? "there is no such file or folder" : `the folder holds no ${TOKENIZER_FILE}`,
    fix: `set model.tokenizer to "word", to a folder with a ${TOKENIZER_FILE}, or to the path of that file`,
  });
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function readJsonObject(file: string): Promise<JsonObject> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
    throw new TypeError("it is no JSON object");
  } catch (cause) {
    throw new PinakesError("TEXT_TOKENIZER", {
      where: file,
      message: `the file can't be read as JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      fix: `download ${basename(file)} again`,
      cause,
    });
  }
}
