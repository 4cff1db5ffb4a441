import { once } from "node:events";
import { type FileHandle, open } from "node:fs/promises";

/** Where lines are written, one block after the other. */
export interface TextOutput {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/** The file of a path, or the stream where no path is given. A path that can't be written is an error at once. */
export async function openOutput(path: string | undefined, stream: NodeJS.WritableStream): Promise<TextOutput> {
  if (path === undefined) return { write: (text) => writeTo(stream, text), close: async () => {} };
  const handle: FileHandle = await open(path, "w");
  return {
    write: async (text) => {
      await handle.write(text);
    },
    close: () => handle.close(),
  };
}

async function writeTo(stream: NodeJS.WritableStream, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, "drain");
}
