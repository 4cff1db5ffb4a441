// Makes the tables of the README on the public data sets: `npm run results [-- NAME…]`.
// Finished runs are not made again, interrupted ones go on: stop it when you like, and start it again.
import { checkData } from "./common.mjs";
import { hierarchy } from "./hierarchy.mjs";
import { mlma } from "./mlma.mjs";
import { newsgroups } from "./newsgroups.mjs";
import { reuters } from "./reuters.mjs";
import { titles } from "./titles.mjs";
import { wos } from "./wos.mjs";

const TABLES = { newsgroups, wos, titles, mlma, reuters, hierarchy };

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(TABLES, name));
if (unknown !== undefined) {
  console.error(`There is no table ${unknown}: take ${Object.keys(TABLES).join(", ")}, or none for all of them.`);
  process.exit(2);
}
await checkData();
for (const [name, make] of Object.entries(TABLES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n## ${name}\n`);
  await make();
}
