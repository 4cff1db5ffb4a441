// Makes the figures of the README on the public data sets: `npm run results [-- NAME…]`.
// Finished runs are not made again, interrupted ones go on: stop it when you like, and start it again.
import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { comparisonTable, seedTable } from "../dist/cli/print/index.js";
import { trainingReporter } from "../dist/cli/train/reporter.js";
import { evaluateRun, loadConfig, loadRunClassifier, trainRun } from "../dist/index.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const dataFolder = resolve(process.env.PINAKES_DATA ?? join(root, "..", "shared", "data"));

const newsgroups = [
  `data.train=${join(dataFolder, "20newsgroups/20news-bydate-train.jsonl")}`,
  `data.test=${join(dataFolder, "20newsgroups/20news-bydate-test.jsonl")}`,
];
const wos = [`data.train=${join(dataFolder, "wos/wos46985-sample.jsonl")}`];
const JOBS = [
  { name: "20newsgroups/tfidf-linear", overrides: newsgroups },
  { name: "20newsgroups/bilstm-attention", overrides: newsgroups, longPosts: true },
  { name: "wos/tfidf-linear", overrides: wos },
  { name: "wos/lstm", overrides: wos },
];

/** Accuracy over the posts of ten words and more, beside that over all: the published system set short ones aside. */
async function accuracyOfLongPosts(run) {
  const { predictions } = await evaluateRun(run, { split: "test" });
  const classifier = await loadRunClassifier(run);
  const words = (text) => classifier.prepare(text).split(/\s+/u).filter(Boolean).length;
  const long = predictions.filter(({ text }) => words(text) >= 10);
  await classifier.release();
  const right = long.filter(({ gold, predicted }) => gold === predicted).length;
  return { posts: long.length, accuracy: right / long.length };
}

const wanted = process.argv.slice(2);
await access(dataFolder).catch(() => {
  console.error(`There is no ${dataFolder}: set PINAKES_DATA to the folder of the public data sets.`);
  process.exit(1);
});
for (const { name, overrides, longPosts } of JOBS) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
  console.log(`\n— ${name} —`);
  const loaded = await loadConfig(join(root, "examples", `${name}.yaml`), { overrides });
  const directory = join(root, "runs", "results", name);
  const reporter = trainingReporter(process.stderr);
  const { evaluation, seeds } = await trainRun(loaded, { directory, resume: true, onEvent: reporter.onEvent });
  reporter.stop();
  console.log(seeds ? seedTable(seeds) : comparisonTable([{ model: name, evaluation }]));
  if (!longPosts || !seeds) continue;
  for (const seed of seeds.seeds) {
    const { posts, accuracy } = await accuracyOfLongPosts(join(directory, `seed-${seed}`));
    console.log(`seed ${seed}: accuracy ${accuracy.toFixed(4)} over the ${posts} posts of ten words and more`);
  }
}
