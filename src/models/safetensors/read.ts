import { type FileHandle, open } from "node:fs/promises";
import { PinakesError } from "../../shared/index.js";
import { decode, type TensorData } from "./dtypes.js";
import { brokenArtifact, MAX_HEADER_BYTES, parseHeader, type SafetensorsHeader, type TensorInfo } from "./header.js";

/** The length of the header comes first, in 8 bytes. */
const PREFIX_BYTES = 8;

/** One system call reads less than 2 GiB. */
const LARGEST_READ = 2 ** 30;

/** An open file, whose header is read and checked and whose tensors are read when asked for. */
export class SafetensorsFile {
  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    private readonly header: SafetensorsHeader,
    private readonly dataStart: number,
  ) {}

  /**
   * Opens a file and checks all of its header against the format and the size of the file.
   * @throws PinakesError MODEL_ARTIFACT where the file is missing, cut short or not of this format
   */
  static async open(path: string): Promise<SafetensorsFile> {
    const handle = await openForReading(path);
    try {
      const { header, dataStart } = await readHeader(handle, path);
      return new SafetensorsFile(path, handle, header, dataStart);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** What each tensor is, by name, in the order in which they lie in the file. */
  get tensors(): ReadonlyMap<string, TensorInfo> {
    return this.header.tensors;
  }

  /** The file's own notes. */
  get metadata(): Readonly<Record<string, string>> {
    return this.header.metadata;
  }

  /**
   * The values of one tensor, row-major; F16 and BF16 as float32, BOOL as 0 and 1.
   * @throws PinakesError MODEL_ARTIFACT where the file has no such tensor
   */
  async read(name: string): Promise<TensorData> {
    const info = this.tensors.get(name);
    if (info === undefined) throw this.noSuchTensor(name);
    const [begin, end] = info.offsets;
    const bytes = new ArrayBuffer(end - begin);
    await readFully(this.handle, new Uint8Array(bytes), { position: this.dataStart + begin, path: this.path });
    return decode(info.dtype, bytes);
  }

  /** Closes the file; nothing can be read after. */
  async close(): Promise<void> {
    await this.handle.close();
  }

  private noSuchTensor(name: string): PinakesError {
    const names = [...this.tensors.keys()];
    const some = names.slice(0, 3).map((known) => `"${known}"`);
    return new PinakesError("MODEL_ARTIFACT", {
      where: this.path,
      message: `it has no tensor "${name}", but ${names.length} others${names.length > 0 ? `: ${some.join(", ")}, …` : ""}`,
      fix: "give the file that was saved for this architecture, or the architecture that this file was saved for.",
    });
  }
}

/** See {@link SafetensorsFile.open}. */
export function openSafetensors(path: string): Promise<SafetensorsFile> {
  return SafetensorsFile.open(path);
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (cause) {
    throw brokenArtifact(path, "the file can't be opened", cause);
  }
}

async function readHeader(handle: FileHandle, path: string): Promise<{ header: SafetensorsHeader; dataStart: number }> {
  const stat = await handle.stat();
  if (!stat.isFile()) throw brokenArtifact(path, "it is not a file");
  if (stat.size < PREFIX_BYTES) {
    throw brokenArtifact(path, `it has ${stat.size} bytes, expected at least ${PREFIX_BYTES}: the file is cut short`);
  }
  const prefix = new Uint8Array(PREFIX_BYTES);
  await readFully(handle, prefix, { position: 0, path });
  const length = new DataView(prefix.buffer).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    const limit = `expected at most ${MAX_HEADER_BYTES}`;
    throw brokenArtifact(path, `its header claims ${length} bytes, ${limit}; is it a safetensors file?`);
  }
  const dataStart = PREFIX_BYTES + Number(length);
  if (dataStart > stat.size) {
    const found = `its header should end at byte ${dataStart}, but the file ends at ${stat.size}`;
    throw brokenArtifact(path, `${found}: the file is cut short, or is no safetensors file`);
  }
  const bytes = new Uint8Array(Number(length));
  await readFully(handle, bytes, { position: PREFIX_BYTES, path });
  return { header: parseHeader(decodeUtf8(bytes, path), stat.size - dataStart, path), dataStart };
}

function decodeUtf8(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw brokenArtifact(path, "its header is not UTF-8", cause);
  }
}

async function readFully(
  handle: FileHandle,
  target: Uint8Array,
  { position, path }: { position: number; path: string },
): Promise<void> {
  let done = 0;
  while (done < target.length) {
    const length = Math.min(target.length - done, LARGEST_READ);
    const { bytesRead } = await handle.read(target, done, length, position + done);
    if (bytesRead === 0) throw brokenArtifact(path, `it ends at byte ${position + done}: the file is cut short`);
    done += bytesRead;
  }
}
