import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Rng } from "../../shared/index.js";

const TOPICS: Readonly<Record<string, readonly string[]>> = {
  "science > space": ["orbit", "rocket", "moon", "launch", "planet"],
  "science > medicine": ["patient", "dose", "clinic", "vaccine", "surgeon"],
  "sport > hockey": ["puck", "goalie", "rink", "skate", "playoff"],
  "sport > tennis": ["racket", "serve", "volley", "court", "deuce"],
};
const FILLER = ["the", "a", "of", "today", "report", "about", "says", "new"];

/** All words of the texts. */
export const SMALL_WORDS: readonly string[] = [...Object.values(TOPICS).flat(), ...FILLER];

/** Texts of four made-up topics under two parents, a JSON line each, in a folder of their own. */
export async function smallData(count = 200, seed = 7): Promise<{ readonly directory: string; readonly file: string }> {
  const rng = Rng.fromSeed(seed);
  const pick = (words: readonly string[]): string => words[rng.integer(words.length)] as string;
  const names = Object.keys(TOPICS);
  const lines = Array.from({ length: count }, (_, row) => {
    const path = names[row % names.length] as string;
    const length = 4 + rng.integer(12);
    const words = Array.from({ length }, () =>
      pick(rng.uniform() < 0.4 ? (TOPICS[path] as readonly string[]) : FILLER),
    );
    const [level1, level2] = path.split(" > ");
    return JSON.stringify({ text: words.join(" "), labels: level2, level1, level2 });
  });
  const directory = await mkdtemp(join(tmpdir(), "pinakes-runs-"));
  const file = join(directory, "data.jsonl");
  await writeFile(file, `${lines.join("\n")}\n`);
  return { directory, file };
}

/** Texts of one to three of the topics, with the list of these as `labels`, a JSON line each; "tennis" is rare. */
export async function smallSets(count = 240, seed = 9): Promise<{ readonly directory: string; readonly file: string }> {
  const rng = Rng.fromSeed(seed);
  const shares = [0.6, 0.35, 0.4, 0.12];
  const topics = Object.entries(TOPICS);
  const lines = Array.from({ length: count }, () => {
    const drawn = topics.filter((_, topic) => rng.uniform() < (shares[topic] as number));
    const held = drawn.length > 0 ? drawn : topics.slice(0, 1);
    const words = Array.from({ length: 6 + rng.integer(10) }, () => {
      const own = held[rng.integer(held.length)]?.[1] ?? [];
      const from = rng.uniform() < 0.5 ? own : FILLER;
      return from[rng.integer(from.length)] as string;
    });
    return JSON.stringify({ text: words.join(" "), labels: held.map(([path]) => path.split(" > ")[1]) });
  });
  const directory = await mkdtemp(join(tmpdir(), "pinakes-sets-"));
  const file = join(directory, "sets.jsonl");
  await writeFile(file, `${lines.join("\n")}\n`);
  return { directory, file };
}

/**
 * Texts of a tree whose paths end at any level, a JSON line each: `path` is one path, joined by " > "; `paths` are one or
 * two of them, whose words are in `both`. Beside it `tree.tsv`, the tree with two nodes that no text has.
 */
export async function smallTrees(count = 200, seed = 11): Promise<{ readonly directory: string }> {
  const rng = Rng.fromSeed(seed);
  const general = ["league", "season", "match", "team", "cup"];
  const topics = [...Object.entries(TOPICS), ["sport", general] as const];
  const words = (from: readonly string[], length: number): string[] =>
    Array.from({ length }, () => {
      const own = rng.uniform() < 0.6 ? from : FILLER;
      return own[rng.integer(own.length)] as string;
    });
  const lines = Array.from({ length: count }, (_, row) => {
    const [path, own] = topics[row % topics.length] as (typeof topics)[number];
    const [second, others] = topics[(row + 2) % topics.length] as (typeof topics)[number];
    const text = words(own, 5 + rng.integer(8)).join(" ");
    const more = words(others, 8).join(" ");
    const two = row % 3 === 0 ? { both: `${text} ${more}`, paths: [path, second] } : { both: text, paths: [path] };
    return JSON.stringify({ text, path, ...two });
  });
  const directory = await mkdtemp(join(tmpdir(), "pinakes-trees-"));
  await writeFile(join(directory, "trees.jsonl"), `${lines.join("\n")}\n`);
  const tree = ["science\tspace\tmedicine", "sport\thockey\ttennis\tchess", "music"];
  await writeFile(join(directory, "tree.tsv"), `${tree.join("\n")}\n`);
  return { directory };
}
