import { createRequire } from "node:module";
import { PinakesError } from "../shared/index.js";

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{M}\p{N}]+)*/gu;

/**
 * A function that puts a space in place of every stop word, whatever its case.
 *
 * A word is a run of letters, marks and digits with inner apostrophes, so languages written without spaces are left as
 * they are.
 * @param words a language code of `stopwords-iso` (`en`, `de`, …) or the words themselves
 * @throws PinakesError CONFIG_INVALID for a language that has no list
 */
export function createStopWordFilter(words: string | readonly string[]): (text: string) => string {
  const stopWords = new Set((typeof words === "string" ? wordsOfLanguage(words) : words).map(foldWord));
  return (text) => text.replace(WORD, (word) => (stopWords.has(foldWord(word)) ? " " : word));
}

function foldWord(word: string): string {
  return word.toLowerCase().replaceAll("’", "'");
}

/** The languages that have a list of stop words, as codes of ISO 639-1. */
export function stopWordLanguages(): readonly string[] {
  return Object.keys(stopWordLists());
}

function stopWordLists(): Readonly<Record<string, readonly string[]>> {
  // 200 KB of JSON: read only when stop words are asked for.
  return createRequire(import.meta.url)("stopwords-iso");
}

function wordsOfLanguage(language: string): readonly string[] {
  const lists = stopWordLists();
  if (Object.hasOwn(lists, language)) return lists[language] ?? [];
  throw new PinakesError("CONFIG_INVALID", {
    where: "text.clean.stop_words",
    message: `there is no list of stop words for the language "${language}"`,
    fix: `use one of ${Object.keys(lists).join(", ")}, or give the words as a list`,
  });
}
