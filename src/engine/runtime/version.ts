import { createRequire } from "node:module";

/** The version of ONNX Runtime that graphs run on. */
export function runtimeVersion(): string {
  const manifest = createRequire(import.meta.url)("onnxruntime-node/package.json") as { version: string };
  return manifest.version;
}
