import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PartialFile } from "./partial-file.js";

const ETAG = "a".repeat(64);
const HOST = hostname().replace(/[^\w.-]/gu, "_");
let blobs: string;
beforeEach(async () => {
  blobs = await mkdtemp(join(tmpdir(), "pinakes-partial-"));
});
afterEach(() => rm(blobs, { recursive: true }));

async function claimed(): Promise<string> {
  const partial = await PartialFile.claim(blobs, ETAG);
  const text = await readFile(partial.path, "utf8");
  await partial.release();
  return text;
}

/** The id of a process that has ended. */
function deadProcess(): number {
  return Number(execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }));
}

describe("a partial file", () => {
  it("goes on with what was released, and with the longest", async () => {
    const first = await PartialFile.claim(blobs, ETAG);
    await first.write(Buffer.from("abc"), 0);
    await first.release();
    expect(await readdir(blobs)).toEqual([`${ETAG}.incomplete`]);
    const second = await PartialFile.claim(blobs, ETAG);
    expect(await readFile(second.path, "utf8")).toBe("abc");
    expect(await readdir(blobs)).toHaveLength(1);
    await second.complete();
    expect(await readdir(blobs)).toEqual([ETAG]);
  });

  it("is never shared: who comes second begins anew, and the longer one stays", async () => {
    await writeFile(join(blobs, `${ETAG}.incomplete`), "abc");
    const [first, second] = await Promise.all([PartialFile.claim(blobs, ETAG), PartialFile.claim(blobs, ETAG)]);
    expect(first.path).not.toBe(second.path);
    const sizes = await Promise.all([first, second].map(async ({ path }) => (await readFile(path)).length));
    expect(sizes.sort()).toEqual([0, 3]);
    await first.release();
    await second.release();
    expect(await claimed()).toBe("abc");
  });

  it("goes on with that of a process that was killed, not with that of one that lives", async () => {
    await writeFile(join(blobs, `${ETAG}.${HOST}~${process.pid}~99.incomplete`), "alive");
    expect(await claimed()).toBe("");
    await writeFile(join(blobs, `${ETAG}.${HOST}~${deadProcess()}~1.incomplete`), "dead");
    expect(await claimed()).toBe("dead");
  });

  it("takes another machine's only when nobody wrote to it for long", async () => {
    const theirs = join(blobs, `${ETAG}.elsewhere~1~1.incomplete`);
    await writeFile(theirs, "theirs");
    expect(await claimed()).toBe("");
    await utimes(theirs, 1e9, 1e9);
    expect(await claimed()).toBe("theirs");
  });

  it("leaves alone what Python writes, whose parts may come in any order, and other blobs", async () => {
    const others = [`${ETAG}.0badcafe.incomplete`, `${"b".repeat(64)}.incomplete`];
    for (const name of others) {
      await writeFile(join(blobs, name), "x");
      await utimes(join(blobs, name), 1e9, 1e9);
    }
    expect(await claimed()).toBe("");
    expect((await readdir(blobs)).sort()).toEqual(others.sort());
  });

  it("drops what is wrong", async () => {
    const partial = await PartialFile.claim(blobs, ETAG);
    await partial.write(Buffer.from("abc"), 0);
    await partial.drop();
    expect(await readdir(blobs)).toEqual([]);
  });
});
