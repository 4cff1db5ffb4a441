import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import { PinakesError, present } from "../shared/index.js";
import { bertNormalizerFix } from "./bert-normalizer.js";
import type { JsonObject, SubwordTokenizerJson, TokenEncoder } from "./token-encoder.js";

const TOKENIZER_FILE = "tokenizer.json";
const CONFIG_FILE = "tokenizer_config.json";

/** The part of the library's tokenizer in use: its own declarations do not resolve under Node's module rules. */
interface LibraryTokenizer {
  encode(text: string, options: { readonly add_special_tokens: boolean }): { readonly ids: readonly number[] };
  token_to_id(token: string): number | undefined;
  id_to_token(id: number): string | undefined;
  get_vocab(withAddedTokens: boolean): ReadonlyMap<string, number>;
}

/** Names that special tokens have in the families that leave them out of their configuration. */
const PAD_NAMES = ["[PAD]", "<pad>", "<|pad|>", "<|endoftext|>"];
const UNK_NAMES = ["[UNK]", "<unk>", "<|unk|>", "<|endoftext|>"];

/**
 * The subwords of a Hugging Face tokenizer (`tokenizer.json`), by `@huggingface/tokenizers`.
 *
 * What the file says about truncation and padding is ignored on purpose: many files pad to a fixed length (all-MiniLM-L6-v2
 * to 128), while here every model cuts and pads by its own config.
 */
export class SubwordTokenizer implements TokenEncoder {
  readonly kind = "subword";
  readonly vocabularySize: number;
  readonly padId: number;
  readonly unkId: number;
  readonly prefix: Int32Array;
  readonly suffix: Int32Array;
  readonly #tokenizer: LibraryTokenizer;
  readonly #beforeEncoding: (text: string) => string;
  readonly #files: Omit<SubwordTokenizerJson, "kind">;

  /**
   * @throws PinakesError TEXT_TOKENIZER where the library can't make a tokenizer of the two objects
   */
  constructor(files: Omit<SubwordTokenizerJson, "kind">, where: string = TOKENIZER_FILE) {
    this.#files = { tokenizer: files.tokenizer, tokenizer_config: files.tokenizer_config };
    this.#tokenizer = createTokenizer(files, where);
    this.#beforeEncoding = bertNormalizerFix(files.tokenizer.normalizer);
    this.vocabularySize = countIds(this.#tokenizer);
    this.padId = this.#findSpecial("pad_token", PAD_NAMES) ?? 0;
    this.unkId = this.#findSpecial("unk_token", UNK_NAMES) ?? this.padId;
    [this.prefix, this.suffix] = findSpecials(this.#tokenizer);
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
    return new SubwordTokenizer({ tokenizer, tokenizer_config: tokenizerConfig }, file);
  }

  encode(text: string): Int32Array {
    const { ids } = this.#tokenizer.encode(this.#beforeEncoding(text), { add_special_tokens: false });
    return ids.length === 0 ? Int32Array.of(this.unkId) : Int32Array.from(ids);
  }

  token(id: number): string {
    return present(this.#tokenizer.id_to_token(id), `the token of id ${id} in a vocabulary of ${this.vocabularySize}`);
  }

  /** The id of a token, if the vocabulary holds it. */
  id(token: string): number | undefined {
    return this.#tokenizer.token_to_id(token);
  }

  toJSON(): SubwordTokenizerJson {
    return { kind: "subword", ...this.#files };
  }

  #findSpecial(key: "pad_token" | "unk_token", names: readonly string[]): number | undefined {
    const { tokenizer, tokenizer_config: config } = this.#files;
    const model = tokenizer.model as JsonObject | undefined;
    const padding = tokenizer.padding as JsonObject | null | undefined;
    const configured = key === "pad_token" ? [padding?.pad_token] : [model?.unk_token];
    const candidates = [tokenContent(config[key]), ...configured, ...names];
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

function createTokenizer(files: Omit<SubwordTokenizerJson, "kind">, where: string): LibraryTokenizer {
  try {
    return new Tokenizer(files.tokenizer, files.tokenizer_config);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PinakesError("TEXT_TOKENIZER", {
      where,
      message: `the tokenizer can't be used: ${reason}`,
      fix: 'take the tokenizer.json of a Hugging Face checkpoint, or set model.tokenizer to "word"',
      cause,
    });
  }
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
