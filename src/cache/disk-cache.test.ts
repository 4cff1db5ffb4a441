import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DiskCache } from "./disk-cache.js";

const DAY = 24 * 3600 * 1000;

describe("DiskCache", () => {
  let root: string;
  let folders = 0;
  const now = 1_800_000_000_000;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "pinakes-cache-"));
  });
  afterAll(() => rm(root, { recursive: true }));

  function fresh(options: { maxBytes?: number; clock?: () => number } = {}): DiskCache {
    return new DiskCache(join(root, String(folders++)), { clock: () => now, ...options });
  }

  const entry = {
    ids: Int32Array.of(1, -2, 3),
    vectors: Float32Array.of(0.5, Number.NaN),
    known: Uint8Array.of(1, 0, 1),
    none: new Int32Array(0),
  };

  it("gives back what was written, to nobody else", async () => {
    const cache = fresh();
    expect(await cache.read("tokens", "a")).toBeUndefined();
    await cache.write("tokens", "a", entry);
    expect(await cache.read("tokens", "a")).toEqual(entry);
    expect(await cache.read("tokens", "b")).toBeUndefined();
    expect(await cache.read("vectors", "a")).toBeUndefined();
    await cache.write("tokens", "a", { ids: Int32Array.of(9) });
    expect(await cache.read("tokens", "a")).toEqual({ ids: Int32Array.of(9) });
    const [file] = await cache.files();
    expect((await stat(file?.path as string)).mode & 0o077).toBe(0);
  });

  it("gives views of a larger array as what they show", async () => {
    const cache = fresh();
    await cache.write("vectors", "a", { part: Float32Array.of(1, 2, 3, 4, 5).subarray(1, 4) });
    expect(await cache.read("vectors", "a")).toEqual({ part: Float32Array.of(2, 3, 4) });
  });

  it("takes broken, cut, foreign and renamed files for missing, and removes them", async () => {
    const cache = fresh();
    await cache.write("tokens", "a", entry);
    const path = (await cache.files())[0]?.path ?? "";
    const whole = await readFile(path);
    const flipped = (at: number) => {
      const copy = Buffer.from(whole);
      copy[at] = (copy[at] as number) ^ 1;
      return copy;
    };
    const broken = [
      ...Array.from(whole.keys(), flipped),
      ...[0, 1, 11, 40, whole.length - 1].map((length) => whole.subarray(0, length)),
      Buffer.concat([whole, Buffer.of(0)]),
    ];
    for (const bytes of broken) {
      await writeFile(path, bytes);
      expect(await cache.read("tokens", "a")).toBeUndefined();
      expect(await cache.files()).toEqual([]);
    }
    await cache.write("tokens", "b", entry);
    await rename((await cache.files())[0]?.path ?? "", path);
    expect(await cache.read("tokens", "a")).toBeUndefined();
  });

  it("drops what was not used for long, and the least recently used of too much", async () => {
    let time = now;
    const cache = fresh({ maxBytes: 1000, clock: () => time });
    const large = { data: new Uint8Array(300) };
    await cache.write("tokens", "old", large);
    time += 31 * DAY;
    await cache.write("tokens", "a", large);
    expect(await cache.read("tokens", "old")).toBeUndefined();
    time += 1000;
    await cache.write("vectors", "b", large);
    time += 1000;
    await cache.read("tokens", "a");
    time += 1000;
    await cache.write("tokens", "c", large);
    expect(await cache.read("vectors", "b")).toBeUndefined();
    expect(await cache.read("tokens", "a")).toEqual(large);
    await cache.write("tokens", "too large", { data: new Uint8Array(5000) });
    expect(await cache.read("tokens", "too large")).toBeDefined();
  });

  it("clears its own files only, abandoned ones among them", async () => {
    const cache = fresh();
    await cache.write("tokens", "a", entry);
    const folder = join(cache.directory, "tokens");
    const abandoned = `${"0".repeat(64)}.bin.1.2.tmp`;
    await writeFile(join(folder, abandoned), "");
    await writeFile(join(folder, "notes.txt"), "mine");
    await utimes(join(folder, abandoned), now / 1000 - 2 * 86400, now / 1000 - 2 * 86400);
    await cache.write("tokens", "b", entry);
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    await cache.clear();
    expect(await readdir(folder)).toEqual(["notes.txt"]);
  });

  it("says so where it can't be written, and leaves nothing behind", async () => {
    const cache = fresh();
    await writeFile(cache.directory, "a file where the folder would be");
    await expect(cache.write("tokens", "a", entry)).rejects.toThrow();
    expect(await cache.read("tokens", "a")).toBeUndefined();
    expect(await cache.files()).toEqual([]);
  });

  it("serves several writers of one key at a time", async () => {
    const directory = join(root, "shared");
    await mkdir(directory);
    const caches = Array.from({ length: 8 }, () => new DiskCache(directory, { clock: () => now }));
    await Promise.all(caches.map((cache) => cache.write("tokens", "a", entry)));
    expect(await caches[0]?.read("tokens", "a")).toEqual(entry);
    expect(await readdir(join(directory, "tokens"))).toHaveLength(1);
  });
});
