/**
 * The import rules of ARCHITECTURE.md, held by test/architecture.test.ts.
 *
 * A room is a folder of src/. It is entered through its index.ts; its config.ts, the slice of the config's schema, is
 * open to the room `config` as well.
 */

/** What each room may import beside itself. Imports run downhill: no room stands under one that it imports. */
const ROOMS = {
  shared: [],
  engine: ["shared"],
  text: ["shared"],
  labels: ["shared"],
  metrics: ["shared"],
  statistics: ["shared"],
  hub: ["shared"],
  cache: ["shared"],
  page: ["shared"],
  evaluation: ["metrics", "statistics", "labels", "shared"],
  decisions: ["optim", "labels", "metrics", "statistics", "shared"],
  nn: ["engine", "shared"],
  optim: ["engine", "shared"],
  data: ["text", "labels", "shared"],
  explore: ["page", "data", "statistics", "text", "labels", "shared"],
  models: ["decisions", "nn", "optim", "engine", "labels", "statistics", "text", "shared"],
  training: ["models", "optim", "evaluation", "metrics", "data", "nn", "engine", "text", "labels", "shared"],
  classifier: ["models", "decisions", "text", "labels", "engine", "shared"],
  explain: ["classifier", "models", "text", "labels", "statistics", "page", "shared"],
  serve: ["classifier", "labels", "shared"],
  report: ["page", "evaluation", "metrics", "labels", "statistics", "text", "shared"],
  compare: ["page", "runs", "classifier", "config", "evaluation", "metrics", "statistics", "labels", "shared"],
  runs: [
    ...["training", "classifier", "explore", "report", "config", "data", "models", "optim"],
    ...["evaluation", "decisions", "metrics", "statistics", "hub", "cache", "labels", "text", "nn", "engine", "shared"],
  ],
  config: ["shared"],
  cli: [
    ...["runs", "training", "classifier", "report", "compare", "explain", "explore", "page", "serve", "config", "data"],
    ...["models", "optim"],
    ...["evaluation", "decisions", "metrics", "statistics", "hub", "cache", "labels", "text", "nn", "engine", "shared"],
  ],
};

const TESTS = "(\\.test\\.ts$|/testing/)";

const roomRules = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `${room}-imports-downhill`,
  comment: `src/${room} may import ${allowed.length === 0 ? "no other room" : allowed.join(", ")}.`,
  severity: "error",
  from: { path: `^src/${room}/`, pathNot: TESTS },
  to: {
    path: "^src/.",
    pathNot: [`^src/(${[room, ...allowed].join("|")})/`, ...(room === "config" ? ["^src/[^/]+/config\\.ts$"] : [])],
  },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: "known-rooms",
      comment: "A new folder of src/ gets a line in ROOMS and in ARCHITECTURE.md.",
      severity: "error",
      from: { path: "^src/[^/]+/", pathNot: `^src/(${Object.keys(ROOMS).join("|")})/` },
      to: {},
    },
    {
      name: "rooms-through-index",
      comment: "What a room's index.ts does not name is private to the room.",
      severity: "error",
      from: { path: "^src/([^/]+)/", pathNot: TESTS },
      to: { path: "^src/[^/]+/", pathNot: ["^src/$1/", "^src/[^/]+/index\\.ts$", "^src/[^/]+/config\\.ts$"] },
    },
    {
      name: "surface-through-index",
      comment: "The public surface is put together from what the rooms name.",
      severity: "error",
      from: { path: "^src/[^/]+\\.ts$", pathNot: TESTS },
      to: { path: "^src/[^/]+/", pathNot: "^src/[^/]+/index\\.ts$" },
    },
    {
      name: "slices-for-config-only",
      comment: "Another room's config.ts is read by src/config; anybody else takes its types from the room's index.ts.",
      severity: "error",
      from: { path: "^src/([^/]+)/", pathNot: ["^src/config/", "/config\\.ts$", TESTS] },
      to: { path: "^src/[^/]+/config\\.ts$", pathNot: "^src/$1/" },
    },
    {
      name: "no-cycles",
      comment: "No import cycles, type-only imports included.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "onnxruntime-in-one-folder",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/engine/runtime/" },
      to: { path: "(^|/)onnxruntime-(node|common)" },
    },
    {
      name: "hub-library-in-hub",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/hub/" },
      to: { path: "(^|/)@huggingface/hub" },
    },
    {
      name: "duckdb-in-data",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/data/" },
      to: { path: "(^|/)@duckdb/" },
    },
    {
      name: "terminal-in-cli",
      comment: "The library never prints.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/cli/" },
      to: { path: "(^|/)(commander|cli-progress|@clack/prompts|string-width)(/|$)" },
    },
    {
      name: "no-tests-in-sources",
      severity: "error",
      from: { path: "^src/", pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: "published-dependencies-only",
      comment: "What is installed for developers only is not there for users.",
      severity: "error",
      from: { path: "^src/", pathNot: TESTS },
      to: { dependencyTypes: ["npm-dev"], pathNot: "^node_modules/@types/" },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["types", "import", "node", "default"] },
  },
};
