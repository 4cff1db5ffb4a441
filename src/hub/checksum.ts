import { createHash, type Hash } from "node:crypto";
import type { RemoteFile } from "./hub-api.js";

/** The beginning of the checksum that the Hub gives for a file: it takes the bytes, and its hex digest is the etag. */
export function startChecksum({ hash, size }: RemoteFile): Hash {
  if (hash === "sha256") return createHash("sha256");
  // git puts a header before the bytes of what it stores.
  return createHash("sha1").update(`blob ${size}\0`);
}
