import type { Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { PinakesError } from "../shared/index.js";
import { startChecksum } from "./checksum.js";
import { type Answer, backoff, type HubConnection, TRIES } from "./connection.js";
import type { RemoteFile } from "./hub-api.js";
import { fileSize, inCache } from "./model-cache.js";
import { PartialFile } from "./partial-file.js";

/** How far the download of a file is. */
export interface DownloadProgress {
  readonly file: string;
  /** Bytes that are there, those of an earlier try included. */
  readonly done: number;
  readonly total: number;
}

/** One file to be fetched. */
export interface DownloadOptions {
  readonly connection: HubConnection;
  readonly file: RemoteFile;
  readonly url: string;
  /** The folder that the finished blob goes to, under its etag. */
  readonly blobs: string;
  readonly onProgress?: (progress: DownloadProgress) => void;
}

/**
 * Fetches a file in a stream, going on where an earlier try stopped. The blob appears whole and with the right checksum,
 * or not at all; what was fetched of it stays for the next try.
 * @throws PinakesError HUB_CHECKSUM, HUB_NETWORK, HUB_CACHE, HUB_FORBIDDEN, HUB_NOT_FOUND, INTERRUPTED
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { blobs, file } = options;
  await inCache(blobs, async () => {
    await mkdir(blobs, { recursive: true });
    const partial = await PartialFile.claim(blobs, file.etag);
    const fill = new FileFill(options, partial);
    try {
      await fill.run();
    } catch (error) {
      await partial.release();
      throw error;
    }
    if (fill.isRight()) return partial.complete();
    await partial.drop();
    throw wrongChecksum(options);
  });
}

/** The filling of one partial file. */
class FileFill {
  private size = 0;
  private checksum: Hash;

  constructor(
    private readonly options: DownloadOptions,
    private readonly partial: PartialFile,
  ) {
    this.checksum = startChecksum(options.file);
  }

  /** Fetches what is missing. A file that was begun earlier and turns out wrong is fetched once more from its start. */
  async run(): Promise<void> {
    const begun = (await fileSize(this.partial.path)) ?? 0;
    if (begun > 0 && begun <= this.options.file.size) {
      await this.readBegun();
      await this.fetchRest();
      if (this.isRight()) return;
    }
    await this.restart();
    await this.fetchRest();
  }

  /** Whether the bytes are those that the Hub means. */
  isRight(): boolean {
    return this.size === this.options.file.size && this.checksum.copy().digest("hex") === this.options.file.etag;
  }

  private async readBegun(): Promise<void> {
    for await (const block of createReadStream(this.partial.path)) this.take(block as Buffer);
  }

  private async restart(): Promise<void> {
    await inCache(this.options.blobs, () => this.partial.clear());
    this.size = 0;
    this.checksum = startChecksum(this.options.file);
  }

  private async fetchRest(): Promise<void> {
    const { connection, file } = this.options;
    let fruitless = 0;
    while (this.size < file.size) {
      const before = this.size;
      const failure = await this.fetchOnce();
      if (this.size >= file.size) return;
      fruitless = this.size > before ? 0 : fruitless + 1;
      if (fruitless === TRIES) throw connection.failure(failure ?? new Error(`${file.path} ends at byte ${this.size}`));
      await connection.pause(backoff(fruitless + 1));
    }
  }

  /** One request for what is missing; the failure, where the line broke. */
  private async fetchOnce(): Promise<unknown> {
    const { connection, url } = this.options;
    const range = this.size > 0 ? { range: `bytes=${this.size}-` } : undefined;
    // Compressed, a byte on the line would not be a byte of the file.
    const answer = await connection.get(url, { "accept-encoding": "identity", ...range });
    try {
      if (answer.response.status !== 206 && this.size > 0) await this.restart();
      await this.writeBody(answer);
    } catch (error) {
      if (error instanceof PinakesError && error.code === "HUB_NETWORK") return error;
      throw error;
    } finally {
      answer.patience.end();
    }
    return undefined;
  }

  private async writeBody({ response, patience }: Answer): Promise<void> {
    const { connection, file, blobs, onProgress } = this.options;
    const reader = response.body?.getReader();
    const read = () =>
      reader?.read().catch((error: unknown) => {
        throw connection.failure(error);
      });
    for (let part = await read(); part?.value !== undefined; part = await read()) {
      patience.touch();
      const { value } = part;
      await inCache(blobs, () => this.partial.write(value, this.size));
      this.take(value);
      onProgress?.({ file: file.path, done: this.size, total: file.size });
      // Longer than announced is wrong already; the rest is not waited for.
      if (this.size > file.size) return reader?.cancel();
    }
  }

  private take(bytes: Uint8Array): void {
    this.checksum.update(bytes);
    this.size += bytes.length;
  }
}

function wrongChecksum({ connection, file }: DownloadOptions): PinakesError {
  const name = file.hash === "sha256" ? "sha256" : "git's sha1";
  return new PinakesError("HUB_CHECKSUM", {
    where: `${connection.model.id}, ${file.path}`,
    message: `what came has not the ${name} that the Hub gives, ${file.etag}, so it was dropped`,
    fix: "try again; if it stays so, what answers is not the Hub: look at HF_ENDPOINT and at the proxy.",
  });
}
