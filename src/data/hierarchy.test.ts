import { describe, expect, it } from "vitest";
import { buildLabelSpace, type Gold, taxonomyOf } from "../labels/index.js";
import { PinakesError } from "../shared/index.js";
import { describeData } from "./describe.js";
import { makeSplit } from "./split/make-split.js";
import { loadFiles, type TestLoad } from "./testing/files.js";

const SEVERAL = { method: "conditional_sigmoid" };

/** The golds of rows whose labels are given as JSON. */
async function goldsOf(labels: readonly unknown[], load: Partial<TestLoad> = {}): Promise<Gold[]> {
  const rows = labels.map((label) => `${JSON.stringify({ text: "x", labels: label })}\n`).join("");
  const { examples } = await loadFiles({ task: "hierarchical", ...load, files: { "d.jsonl": rows, ...load.files } });
  return examples.map(({ gold }) => gold);
}

async function failure(run: Promise<unknown>): Promise<[string, string]> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof PinakesError) return [error.code, error.message];
  throw error ?? new Error("no error");
}

describe("several paths a row", () => {
  it("are lists of lists, texts in a list, or a delimited text; the gold is all nodes that they pass", async () => {
    const wanted = ["Art", "Art > Music", "People"];
    const data = { label_delimiter: ";" };
    const golds = await goldsOf(
      [
        [["Art", "Music"], ["People"]],
        ["Art > Music", "People"],
        "Art > Music; People",
        '[["People"],["Art","Music"]]',
      ],
      { hierarchy: SEVERAL, data },
    );
    expect(golds).toEqual([wanted, wanted, wanted, wanted]);
    const lone = await goldsOf([["Art", "Music"], "Art > Music", [["Art", "Music"], ["Art"]]], { hierarchy: SEVERAL });
    expect(lone).toEqual(Array(3).fill(["Art", "Art > Music"]));
  });

  it("are refused where one path is asked for, with the way out", async () => {
    const [code, message] = await failure(goldsOf([[["Art", "Music"], ["People"]]]));
    expect(code).toBe("DATA_LABEL_CARDINALITY");
    expect(message).toContain("hierarchy.method: conditional_sigmoid");
    expect(await goldsOf([[["Art", "Music"]]])).toEqual([["Art", "Music"]]);
    expect((await failure(goldsOf(["a"], { data: { label_delimiter: ";" } })))[0]).toBe("CONFIG_CONFLICT");
  });

  it("have no labels that look like paths, and at least one label", async () => {
    expect((await failure(goldsOf([[["a > b"]]], { hierarchy: SEVERAL })))[0]).toBe("DATA_ROWS");
    expect((await failure(goldsOf([[]], { hierarchy: SEVERAL })))[0]).toBe("DATA_LABEL_MISSING");
    expect((await failure(goldsOf([[["a"], []]], { hierarchy: SEVERAL })))[0]).toBe("DATA_LABEL_MISSING");
  });

  it("are counted by level and split as sets", async () => {
    const row = (labels: unknown) => `${JSON.stringify({ text: "x", labels })}\n`;
    const rows = Array.from({ length: 20 }, (_, at) => row(at % 2 ? [["a", "b"], ["c"]] : [["c"]])).join("");
    const dataset = await loadFiles({ files: { "d.jsonl": rows }, task: "hierarchical", hierarchy: SEVERAL });
    const split = await makeSplit(dataset, undefined, { task: "hierarchical", seed: 1 });
    const { labels } = describeData(dataset, split).parts.train;
    expect(labels).toEqual({
      level1: [
        { label: "c", rows: 16 },
        { label: "a", rows: 8 },
      ],
      level2: [{ label: "a > b", rows: 8 }],
    });
  });
});

describe("labels within their parent", () => {
  const labels = [
    ["CS", "0"],
    ["CS", "1"],
    ["Med", "0"],
    ["Med", "0", "4"],
  ];

  it("take the labels above into their names, so that equal codes are told apart", async () => {
    const golds = await goldsOf(labels, { hierarchy: { labels_within_parent: true } });
    expect(golds.at(-1)).toEqual(["Med", "Med/0", "Med/0/4"]);
    const space = buildLabelSpace(golds, { task: "hierarchical" });
    expect(space.heads[1]?.labels).toEqual(["CS/0", "CS/1", "Med/0"]);
  });

  it("are one class a code without it, and yet a node under each parent", async () => {
    const space = buildLabelSpace(await goldsOf(labels), { task: "hierarchical" });
    expect(space.heads[1]?.labels).toEqual(["0", "1"]);
    expect(taxonomyOf(space).nodes.filter(({ level }) => level === 1)).toHaveLength(3);
  });

  it("stand behind the names of codes", async () => {
    const golds = await goldsOf([["0", "1"]], {
      hierarchy: { labels_within_parent: true },
      data: { label_names: { level1: { 0: "CS" }, level2: { 1: "one" } } },
    });
    expect(golds).toEqual([["CS", "CS/one"]]);
  });
});

describe("a taxonomy file", () => {
  const files = {
    nested: { "t.yaml": "Arts:\n  Music: [Opera, Jazz]\n  Painting:\nPeople:\n" },
    json: { "t.json": '{"Root": {"Arts": {"Music": ["Opera", "Jazz"], "Painting": {}}, "People": null}}' },
    edges: { "t.csv": "parent,child\n,Arts\nArts,Music\nMusic,Opera\nMusic,Jazz\nArts,Painting\n,People\n" },
    families: { "t.tsv": "Root\tArts\tPeople\nArts\tMusic\tPainting\nMusic\tOpera\tJazz\n" },
  };

  it.each(Object.entries(files))("gives labels their path, written %s", async (_, file) => {
    const load = { files: file, hierarchy: { taxonomy: Object.keys(file)[0] } };
    const golds = await goldsOf(["Opera", "Arts > Music", ["Arts", "Painting"], "People"], load);
    expect(golds).toEqual([["Arts", "Music", "Opera"], ["Arts", "Music"], ["Arts", "Painting"], ["People"]]);
    const rows = '{"text": "x", "labels": "Opera"}\n';
    const dataset = await loadFiles({ ...load, files: { "d.jsonl": rows, ...file }, task: "hierarchical" });
    const space = buildLabelSpace(
      dataset.examples.map(({ gold }) => gold),
      { task: "hierarchical", known: dataset.taxonomy },
    );
    expect(space.heads.map((head) => head.labels)).toEqual([
      ["Arts", "People"],
      ["Music", "Painting"],
      ["Jazz", "Opera"],
    ]);
  });

  it("reads a list as a set of nodes where a row may have several paths", async () => {
    const load = { files: files.nested, hierarchy: { ...SEVERAL, taxonomy: "t.yaml" } };
    const golds = await goldsOf(
      [
        ["Jazz", "People"],
        ["Arts", "Music", "Jazz"],
        [["Arts", "Painting"], ["Opera"]],
      ],
      load,
    );
    expect(golds).toEqual([
      ["Arts", "Arts > Music", "Arts > Music > Jazz", "People"],
      ["Arts", "Arts > Music", "Arts > Music > Jazz"],
      ["Arts", "Arts > Music", "Arts > Music > Opera", "Arts > Painting"],
    ]);
  });

  it("takes one name under several parents for several nodes, and asks which is meant", async () => {
    const load = (file: Record<string, string>) => ({ files: file, hierarchy: { taxonomy: Object.keys(file)[0] } });
    const nested = load({ "t.json": '{"A": {"Basics": ["x"]}, "B": {"Basics": ["y"]}}' });
    expect(await goldsOf([["A", "Basics", "x"], "y"], nested)).toEqual([
      ["A", "Basics", "x"],
      ["B", "Basics", "y"],
    ]);
    const [code, message] = await failure(goldsOf(["Basics"], nested));
    expect(code).toBe("DATA_LABEL_UNKNOWN");
    expect(message).toContain('stands in 2 places of t.json ("A > Basics", "B > Basics")');
    const edges = load({ "t.csv": "child,parent\nBasics,A\nBasics,B\nx,Basics\n" });
    expect(await goldsOf([["B", "Basics", "x"]], edges)).toEqual([["B", "Basics", "x"]]);
  });

  it("refuses labels that it lacks, and says where a path leaves it", async () => {
    const load = { files: files.nested, hierarchy: { taxonomy: "t.yaml" } };
    const says = async (label: unknown) => (await failure(goldsOf([label], load)))[1];
    expect(await says("Dance")).toContain('"Dance" is no node of t.yaml.');
    expect(await says(["People", "Music"])).toContain('"Music" does not stand under "People" in t.yaml.');
    expect(await says(["Music", "Opera"])).toContain('"Music" does not stand on the first level of t.yaml.');
  });

  it.each([
    ["a cycle", { "t.csv": "child,parent\nb,a\na,b\n" }, "b > a > b"],
    ["a cycle below a top", { "t.csv": "child,parent\nb,a\nc,b\nb,c\n" }, "a > b > c > b"],
    ["no node", { "t.json": "{}" }, "there is no node"],
    ["no child", { "t.csv": "child,parent\n,a\n" }, "row 2 has no child"],
    ["broken JSON", { "t.json": "{" }, "t.json"],
    ["a value that is no name", { "t.json": '{"a": true}' }, "neither a name, a list nor a map"],
  ])("refuses %s", async (_, file, says) => {
    const [code, message] = await failure(
      goldsOf(["a"], { files: file, hierarchy: { taxonomy: Object.keys(file)[0] } }),
    );
    expect(code).toBe("DATA_TAXONOMY");
    expect(message).toContain(says);
  });

  it("must be there, in a known form", async () => {
    expect((await failure(goldsOf(["a"], { hierarchy: { taxonomy: "none.json" } })))[0]).toBe("DATA_NOT_FOUND");
    expect((await failure(goldsOf(["a"], { hierarchy: { taxonomy: "t.xml" } })))[0]).toBe("DATA_FORMAT");
  });
});
