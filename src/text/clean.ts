import { decode } from "html-entities";
import type { CleaningConfig } from "./config.js";
import { createStopWordFilter } from "./stop-words.js";

type Step = (text: string) => string;

/**
 * The cleaning function that the switches of a config describe. They apply in the order of the config's keys:
 * Unicode form, HTML, URLs, e-mail addresses, mentions, lower case, accents, digits, stop words, punctuation, white
 * space. What is dropped leaves a space, so that its neighbours never become one word.
 * @throws PinakesError CONFIG_INVALID for stop words of an unknown language
 */
export function createCleaner(config: CleaningConfig): Step {
  const steps: Step[] = [];
  const { unicode } = config;
  if (unicode !== "none") steps.push((text) => text.normalize(unicode));
  if (config.html) steps.push(dropHtml);
  if (config.urls) steps.push(dropUrls);
  if (config.emails) steps.push(dropEmails);
  if (config.mentions) steps.push(dropMentions);
  if (config.lowercase) steps.push((text) => text.toLowerCase());
  if (config.accents) steps.push(dropAccents);
  if (config.digits) steps.push((text) => text.replace(/\p{Nd}+/gu, " "));
  if (config.stop_words !== false) {
    steps.push(createStopWordFilter(config.stop_words === true ? "en" : config.stop_words));
  }
  if (config.punctuation) steps.push(dropPunctuation);
  if (config.whitespace) steps.push((text) => text.replace(/\s+/gu, " ").trim());
  return (text) => steps.reduce((cleaned, step) => step(cleaned), text);
}

/**
 * Drops comments, scripts, style sheets and tags, then decodes entities: `&lt;b&gt;` is text and becomes `<b>`.
 * As in the HTML standard a comment or script without an end runs to the end of the text. `<ann@example.org>` and
 * `a < b` are no tags.
 */
function dropHtml(text: string): string {
  const bare = text
    .replace(/<!--[\s\S]*?(?:-->|$)/gu, " ")
    .replace(/<(script|style)(?=[\s/>])[\s\S]*?(?:<\/\1\s*>|$)/giu, " ")
    .replace(/<\/?[a-z][a-z0-9-]*(?:[\s/][^<>]*)?>|<![a-z][^<>]*>/giu, " ");
  return decode(bare);
}

/** Drops `http`, `https`, `ftp` and `www.` addresses; punctuation after one stays. */
function dropUrls(text: string): string {
  return text.replace(/\b(?:(?:https?|ftp):\/\/|www\.)[^\s<>"]*[^\s<>".,;:!?'’)\]}]/giu, " ");
}

/** The look-behind and the bound of 64 (RFC 5321) keep the search linear on endless runs of letters. */
function dropEmails(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, " ");
}

function dropMentions(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}_@.])@[\p{L}\p{N}_]+/gu, " ");
}

/** Composed again at the end, since NFKD takes Hangul syllables apart, which are no accents. */
function dropAccents(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/gu, "")
    .normalize("NFC");
}

function dropPunctuation(text: string): string {
  return text.replace(/(?<=\p{L})['’](?=\p{L})/gu, "").replace(/[\p{P}\p{S}]+/gu, " ");
}
