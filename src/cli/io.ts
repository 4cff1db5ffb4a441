/** Where a command writes: results to `out`, progress and remarks to `err`. */
export interface Io {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
}

/** The streams of this process. A reader that closes the pipe (`pinakes … | head`) ends the process without a word. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", endOnClosedPipe);
  return { out: process.stdout, err: process.stderr, stdin: process.stdin };
}

function endOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}

/** Writes a value as one JSON document with a line end. */
export function writeJson(stream: NodeJS.WritableStream, value: unknown): void {
  stream.write(`${JSON.stringify(value, null, 2)}\n`);
}
