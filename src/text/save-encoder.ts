import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PinakesError } from "../shared/index.js";
import { SubwordTokenizer } from "./subword-tokenizer.js";
import type { TokenEncoder, TokenEncoderJson } from "./token-encoder.js";
import { WordTokenEncoder } from "./word-encoder.js";

const VOCABULARY_FILE = "vocabulary.json";
const TOKENIZER_FILE = "tokenizer.json";
const TOKENIZER_CONFIG_FILE = "tokenizer_config.json";

/**
 * Writes what {@link loadTokenEncoder} needs into a folder, which is made where it is missing: `vocabulary.json` for
 * words; `tokenizer.json` and `tokenizer_config.json` for subwords, as Hugging Face's own libraries read them.
 * @returns the names of the files
 */
export async function saveTokenEncoder(encoder: TokenEncoder, directory: string): Promise<string[]> {
  const json = encoder.toJSON();
  const files: [string, unknown][] =
    json.kind === "word"
      ? [[VOCABULARY_FILE, json]]
      : [
          [TOKENIZER_FILE, json.tokenizer],
          [TOKENIZER_CONFIG_FILE, json.tokenizer_config],
        ];
  await mkdir(directory, { recursive: true });
  for (const [name, content] of files) await writeFile(join(directory, name), `${JSON.stringify(content)}\n`);
  return files.map(([name]) => name);
}

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
