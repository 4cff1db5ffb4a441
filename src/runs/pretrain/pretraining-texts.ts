import type { PretrainConfig } from "../../config/index.js";
import { type FileReport, loadTexts } from "../../data/index.js";
import { PinakesError, Rng } from "../../shared/index.js";
import { createTextPreparer, divide, type SubwordTokenizer } from "../../text/index.js";

/** Texts that are ready to be learned from. */
export interface PretrainingTexts {
  readonly train: readonly string[];
  /** Held out; empty where none are. */
  readonly validation: readonly string[];
  readonly files: readonly FileReport[];
  /** Texts that were left out, by reason. */
  readonly dropped: { readonly unreadable: number; readonly short: number; readonly repeated: number };
}

/** Texts as inputs of the encoder, each between its special tokens. */
export interface PretrainingInputs {
  readonly train: readonly Int32Array[];
  readonly validation: readonly Int32Array[];
}

/**
 * Reads and cleans texts, drops the empty, the short and the repeated ones, and holds some out. A text that is held out is
 * never trained on, however often the files have it.
 * @throws PinakesError of the data; DATA_EMPTY, DATA_SPLIT where nothing is left to train on
 */
export async function readPretrainingTexts(config: PretrainConfig, baseDir: string): Promise<PretrainingTexts> {
  const { data } = config;
  const { validation: held } = data;
  const own = await loadTexts(data, { patterns: data.train, key: "data.train", baseDir, limit: data.sample });
  const other =
    typeof held === "number" ? undefined : await loadTexts(data, { patterns: held, key: "data.validation", baseDir });
  const filter = new TextFilter(config);
  // Those that are held out come first: what stands in both is theirs.
  const apart = filter.keep(other?.texts ?? []);
  const rest = filter.keep(own.texts);
  if (rest.length === 0) throw nothingLeft(own.texts.length);
  const divided = typeof held === "number" ? holdOut(rest, held, config.seed) : { train: rest, validation: apart };
  return {
    ...divided,
    files: [...own.files, ...(other?.files ?? [])],
    dropped: { ...filter.dropped, unreadable: own.skipped + (other?.skipped ?? 0) },
  };
}

/** Texts as inputs: a long one becomes several. */
export function encodePretrainingTexts(
  { train, validation }: PretrainingTexts,
  encoder: SubwordTokenizer,
  maxLength: number,
): PretrainingInputs {
  const { prefix, suffix } = encoder;
  const inputs = (texts: readonly string[]): Int32Array[] =>
    texts.flatMap((text) => divide(encoder.encode(text), { maxLength, prefix, suffix }));
  return { train: inputs(train), validation: inputs(validation) };
}

class TextFilter {
  readonly dropped = { short: 0, repeated: 0 };
  private readonly seen = new Set<string>();
  private readonly preparer;

  constructor({ text }: PretrainConfig) {
    this.preparer = createTextPreparer(text);
  }

  keep(texts: readonly string[]): string[] {
    return texts.flatMap((raw) => {
      const text = this.preparer.prepare(raw);
      if (text.trim() === "" || this.preparer.isTooShort(text)) {
        this.dropped.short++;
        return [];
      }
      if (this.seen.has(text)) {
        this.dropped.repeated++;
        return [];
      }
      this.seen.add(text);
      return [text];
    });
  }
}

/** At random; both parts in the order of the files. */
function holdOut(texts: readonly string[], share: number, seed: number) {
  const count = share < 1 ? Math.round(share * texts.length) : share;
  if (count >= texts.length) {
    throw new PinakesError("DATA_SPLIT", {
      where: "data.validation",
      message: `it holds out ${count} texts, and there are ${texts.length}.`,
      fix: "hold out fewer, e.g. data.validation: 0.05.",
    });
  }
  const rows = Rng.fromSeed(seed)
    .split("held-out")
    .shuffle(texts.map((_, row) => row));
  const held = new Set(rows.slice(0, count));
  return {
    train: texts.filter((_, row) => !held.has(row)),
    validation: texts.filter((_, row) => held.has(row)),
  };
}

function nothingLeft(count: number): PinakesError {
  return new PinakesError("DATA_EMPTY", {
    where: "data.train",
    message: `none of the ${count} texts is left after cleaning: all are empty, too short, or held out.`,
    fix: "look at text.clean, text.min_words, text.min_chars and data.text.",
  });
}
