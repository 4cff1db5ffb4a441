import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { hierarchyConfig, type Task } from "../../labels/index.js";
import { dataConfig } from "../config.js";
import { loadDataset } from "../load.js";
import type { Dataset } from "../types.js";

/** Files of a test, by name. */
export type TestFiles = Readonly<Record<string, string | Uint8Array>>;

/** A load as a test writes it. */
export interface TestLoad {
  readonly files: TestFiles;
  /** The data slice, defaults left out; `train` is the first file where not given. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly task?: Task;
  /** The hierarchy slice, defaults left out. */
  readonly hierarchy?: Readonly<Record<string, unknown>>;
}

/** A folder for the test's files, removed again afterwards. */
export async function withFiles<T>(files: TestFiles, use: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(path.join(tmpdir(), "pinakes-data-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
      await writeFile(path.join(dir, name), content);
    }
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** Loads files that exist only for the load. */
export function loadFiles({ files, data, task = "multi-class", hierarchy }: TestLoad): Promise<Dataset> {
  const config = z.parse(dataConfig, { train: Object.keys(files)[0], ...data });
  const options = { task, hierarchy: z.parse(hierarchyConfig, hierarchy ?? {}) };
  return withFiles(files, (baseDir) => loadDataset(config, { ...options, baseDir }));
}
