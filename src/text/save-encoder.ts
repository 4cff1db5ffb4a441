import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PinakesError } from "../shared/index.js";
import { SubwordTokenizer } from "./subword-tokenizer.js";
import type { JsonObject, TokenEncoder, TokenEncoderJson } from "./token-encoder.js";
import { WordTokenEncoder } from "./word-encoder.js";

const VOCABULARY_FILE = "vocabulary.json";
const TOKENIZER_FILE = "tokenizer.json";
const TOKENIZER_CONFIG_FILE = "tokenizer_config.json";

/** What the tokenizer's config says beside what it said when it was loaded. */
export interface TokenizerConfigKeys {
  /** Keys that are written whatever stood there. */
  readonly always: JsonObject;
  /** Keys that are written where none of the name stood there. */
  readonly missing: JsonObject;
}

const NO_KEYS: TokenizerConfigKeys = { always: {}, missing: {} };

/**
 * Writes what {@link loadTokenEncoder} needs into a folder, which is made where it is missing: `vocabulary.json` for
 * words; `tokenizer.json` and `tokenizer_config.json` for subwords, as Hugging Face's own libraries read them, with the
 * files that stood beside them.
 * @returns the names of the files
 */
export async function saveTokenEncoder(
  encoder: TokenEncoder,
  directory: string,
  { always, missing }: TokenizerConfigKeys = NO_KEYS,
): Promise<string[]> {
  const json = encoder.toJSON();
  const files = new Map<string, string | Uint8Array>();
  if (json.kind === "word") files.set(VOCABULARY_FILE, jsonText(json));
  else {
    files.set(TOKENIZER_FILE, jsonText(json.tokenizer));
    files.set(TOKENIZER_CONFIG_FILE, jsonText({ ...missing, ...json.tokenizer_config, ...always }));
  }
  if (encoder instanceof SubwordTokenizer) for (const [name, content] of encoder.companions) files.set(name, content);
  await mkdir(directory, { recursive: true });
  for (const [name, content] of files) await writeFile(join(directory, name), content);
  return [...files.keys()];
}

const jsonText = (value: unknown): string => `${JSON.stringify(value)}\n`;

/**
 * Loads the encoder that {@link saveTokenEncoder} wrote into a folder.
 * @throws PinakesError MODEL_ARTIFACT where the folder holds none, or a broken one
 */
export async function loadTokenEncoder(directory: string): Promise<TokenEncoder> {
  const vocabularyFile = join(directory, VOCABULARY_FILE);
  if (await isFile(vocabularyFile)) return WordTokenEncoder.fromJSON(await readJson(vocabularyFile), vocabularyFile);
  if (await isFile(join(directory, TOKENIZER_FILE))) return SubwordTokenizer.load(directory);
  throw new PinakesError("MODEL_ARTIFACT", {
    where: directory,
    message: `the folder holds neither ${VOCABULARY_FILE} nor ${TOKENIZER_FILE}`,
    fix: "give the model folder of a finished run, or train the model again",
  });
}

/** The encoder that `toJSON` described: what one thread sends to another. */
export function tokenEncoderFromJson(json: TokenEncoderJson): TokenEncoder {
  return json.kind === "word" ? WordTokenEncoder.fromJSON(json) : new SubwordTokenizer(json);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8");
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new PinakesError("MODEL_ARTIFACT", {
      where: file,
      message: `the file is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      fix: "train the model again, or take the file from the run that wrote it",
      cause,
    });
  }
}
