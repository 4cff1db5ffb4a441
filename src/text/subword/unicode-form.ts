import { type AlignedText, Rewriter } from "./aligned-text.js";

/** A Unicode normal form. */
export type UnicodeForm = "NFC" | "NFD" | "NFKC" | "NFKD";

/** Longer runs of marks are no writing; they share one place. */
const LONGEST_RUN = 256;

/**
 * Brings a text into a Unicode normal form. A composed character takes the place of its first part, a decomposed one's
 * parts all take its own, as in Hugging Face's `tokenizers`.
 */
export function unicodeForm(form: UnicodeForm): (source: AlignedText) => AlignedText {
  return (source) => {
    const { text } = source;
    if (text.normalize(form) === text) return source;
    const out = new Rewriter(source);
    for (const [start, end] of runs(text)) putRun(out, { run: text.slice(start, end), start, form });
    return out.done();
  };
}

/** The parts of a text that are normalised apart from each other: a character and those that may join it. */
function* runs(text: string): Generator<readonly [start: number, end: number]> {
  let start = 0;
  let at = 0;
  for (const character of text) {
    if (at > start && !joins(character)) {
      yield [start, at];
      start = at;
    }
    at += character.length;
  }
  if (at > start) yield [start, at];
}

const joining = new Map<string, boolean>();

/** Whether a character may compose with, or be ordered among, what stands before it: marks, and Hangul's later parts. */
function joins(character: string): boolean {
  if (character < "\u0300") return false;
  let result = joining.get(character);
  if (result === undefined) {
    result = /^[\p{M}\u1160-\u11ff]/u.test(character.normalize("NFKD"));
    joining.set(character, result);
  }
  return result;
}

interface Run {
  readonly run: string;
  /** Where it starts in the source. */
  readonly start: number;
  readonly form: UnicodeForm;
}

function putRun(out: Rewriter, { run, start, form }: Run): void {
  const normal = run.normalize(form);
  const sources = [...run];
  if (run.length > LONGEST_RUN) {
    out.put(normal, start, (sources[0] as string).length);
    return;
  }
  let [at, next, last] = [start, 0, start];
  for (const { character, change } of changesOf(run, normal, form)) {
    if (change <= 0) {
      last = at;
      for (let taken = 0; taken <= -change; taken++) at += sources[next++]?.length ?? 0;
    }
    out.put(character, last, String.fromCodePoint(run.codePointAt(last - start) as number).length);
  }
}

/** A character of the result: 1 was added, 0 replaces one of the source, −n replaces one and drops n that follow. */
interface Change {
  readonly character: string;
  readonly change: number;
}

function changesOf(run: string, normal: string, form: UnicodeForm): Change[] {
  const full = form.startsWith("NFK") ? "NFKD" : "NFD";
  const apart = Array.from(run).flatMap((source) =>
    Array.from(source.normalize(full), (character, part): Change => ({ character, change: part > 0 ? 1 : 0 })),
  );
  const ordered = Array.from(run.normalize(full), (character) => take(apart, character));
  if (form === full) return ordered;
  return Array.from(normal, (character) => {
    const parts = Array.from(character.normalize("NFD"), (part) => take(ordered, part).change);
    return { character, change: parts.reduce((sum, change) => sum + change, 1 - parts.length) };
  });
}

/** Takes the first of a character out of a list. */
function take(list: Change[], character: string): Change {
  const at = list.findIndex((entry) => entry.character === character);
  return at < 0 ? { character, change: 1 } : (list.splice(at, 1)[0] as Change);
}
