import { createCleaner } from "./clean.js";
import type { TextConfig } from "./config.js";
import { countCharacters, countWords } from "./count.js";
import { stripNewsgroup } from "./strip-newsgroup.js";

/** What happens to a text before it is split into tokens. */
export interface TextPreparer {
  /** The text stripped of the configured parts, then cleaned. */
  prepare(text: string): string;
  /** Whether a prepared text has fewer words (between white space) or characters (code points) than the config asks for. */
  isTooShort(prepared: string): boolean;
}

/**
 * Strips and cleans texts as `text.strip` and `text.clean` say, and measures them by `text.min_words` and
 * `text.min_chars`.
 * @throws PinakesError CONFIG_INVALID for stop words of an unknown language
 */
export function createTextPreparer(
  config: Pick<TextConfig, "strip" | "clean" | "min_words" | "min_chars">,
): TextPreparer {
  const clean = createCleaner(config.clean);
  return {
    prepare: (text) => clean(stripNewsgroup(text, config.strip)),
    isTooShort: (prepared) => countWords(prepared) < config.min_words || countCharacters(prepared) < config.min_chars,
  };
}
