// Tokens computed ÷ real tokens of an epoch, over the lengths of 20 Newsgroups' training posts without headers, footers
// and quotes, cut at 256 words.
import { readFile } from "node:fs/promises";
import { Rng } from "../dist/shared/index.js";
import { padBatch } from "../dist/text/index.js";
import { bucketedBatches, shuffledBatches } from "../dist/training/index.js";
import { report } from "./lib/report.mjs";

const BATCH = 32;
const LONGEST = 256;
const FILE = `${process.env.PINAKES_DATA ?? "../shared/data"}/20newsgroups/20news-bydate-train.stripped.jsonl`;
/** Every 40th part of the lengths, for machines without the data. */
const QUANTILES = [
  1, 1, 9, 14, 19, 24, 28, 31, 35, 38, 42, 45, 49, 52, 57, 61, 66, 70, 75, 81, 86, 92, 98, 106, 112, 120, 128, 137, 147,
  158, 172, 189, 206, 228, 254, 256, 256, 256, 256, 256, 256,
];

const words = (text) => Math.min(LONGEST, Math.max(1, text.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0));

async function textLengths(rng) {
  try {
    const lines = (await readFile(FILE, "utf8")).trim().split("\n");
    return { source: "20 Newsgroups", lengths: lines.map((line) => words(JSON.parse(line).text)) };
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    const draw = () => {
      const place = rng.uniform() * (QUANTILES.length - 1);
      const below = Math.floor(place);
      const [low, high] = [QUANTILES[below], QUANTILES[below + 1] ?? QUANTILES[below]];
      return Math.max(1, Math.round(low + (place - below) * (high - low)));
    };
    return { source: "drawn from 20 Newsgroups' quantiles", lengths: Array.from({ length: 11_314 }, draw) };
  }
}

function waste(batches, lengths) {
  let computed = 0;
  for (const rows of batches) {
    const padded = padBatch(
      rows.map((row) => new Int32Array(lengths[row])),
      { padId: 0 },
    );
    computed += padded.batch * padded.time;
  }
  return computed / lengths.reduce((sum, length) => sum + length, 0);
}

const rng = Rng.fromSeed(1);
const { source, lengths } = await textLengths(rng.split("lengths"));
const fixed = (LONGEST * lengths.length) / lengths.reduce((sum, length) => sum + length, 0);
report("padding", [
  {
    name: "bucketed batches",
    bar: 1.1,
    ratio: waste(bucketedBatches(lengths, BATCH, rng.split("b")), lengths),
    source,
  },
  { name: "shuffled batches", ratio: waste(shuffledBatches(lengths.length, BATCH, rng.split("s")), lengths), source },
  { name: "all padded to 256", ratio: fixed, source },
]);
