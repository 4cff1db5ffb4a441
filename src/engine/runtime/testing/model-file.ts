import ort from "onnxruntime-node";

/** A tensor as a program without Pinakes would make it. */
export interface PlainTensor {
  readonly type: "float32" | "int64" | "int32";
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** A model file in a stock ONNX Runtime. */
export interface OpenModelFile {
  /** `name type[dims]` of each input and output, as the file says. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  run(feeds: Readonly<Record<string, PlainTensor>>): Promise<Record<string, Float32Array>>;
  release(): Promise<void>;
}

const describe = (metadata: readonly ort.InferenceSession.ValueMetadata[]): string[] =>
  metadata.map((value) => (value.isTensor ? `${value.name} ${value.type}[${value.shape.join(",")}]` : value.name));

function toOrt({ type, shape, data }: PlainTensor): ort.Tensor {
  if (type === "int64") return new ort.Tensor(type, BigInt64Array.from(Array.from(data, BigInt)), shape);
  return type === "int32"
    ? new ort.Tensor(type, Int32Array.from(data), shape)
    : new ort.Tensor(type, Float32Array.from(data), shape);
}

/** Opens a model file by its path, as any program would: nothing of Pinakes is between. */
export async function openModelFile(path: string): Promise<OpenModelFile> {
  const session = await ort.InferenceSession.create(path);
  return {
    inputs: describe(session.inputMetadata),
    outputs: describe(session.outputMetadata),
    run: async (feeds) => {
      const fed = Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, toOrt(tensor)]));
      const results = await session.run(fed);
      return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, value.data as Float32Array]));
    },
    release: () => session.release(),
  };
}
