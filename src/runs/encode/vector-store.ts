import { createHash } from "node:crypto";
import type { Part } from "../../data/index.js";
import { runtimeVersion } from "../../engine/index.js";
import { headParameters, type ParameterValues, type TransformerModel, textVectors } from "../../models/index.js";
import { PinakesError } from "../../shared/index.js";
import { pinakesVersion } from "../directory/manifest.js";
import type { FitOptions, PlanOptions } from "../plan/fit-plan.js";
import { type NetworkParts, paddingOf } from "../plan/network-plan.js";
import { keep } from "./run-cache.js";

/** Raised where the same encoder would give other vectors for the same tokens. */
const FORMAT = 1;

/** Vectors of all texts of a data set, as far as they are known. */
interface KnownVectors {
  readonly key: string;
  /** [N, H] in the order of the data set. */
  readonly vectors: Float32Array;
  /** [N] 1 where a row of them is known. */
  readonly known: Uint8Array;
  /** [N] 1 where it was known before this run. */
  readonly kept: Uint8Array;
}

/**
 * The vectors of a run's texts under an encoder that stays as it is: each is computed once, for training and evaluation
 * alike, and kept on the disk for the next run: other heads, strengths, seeds and splits find them there.
 */
export class VectorStore {
  private readonly told = new Set<Part>();
  private store: Promise<KnownVectors> | undefined;

  constructor(
    private readonly plan: PlanOptions,
    private readonly parts: NetworkParts,
    private readonly network: TransformerModel,
    private readonly values: ParameterValues,
  ) {}

  /**
   * The vectors of a part's texts, [N, H].
   * @throws PinakesError INTERRUPTED where the signal aborts
   */
  async of(part: Part, options: FitOptions): Promise<Float32Array> {
    this.store ??= this.open();
    const store = await this.store;
    const rows = this.parts.encoded.rows[part];
    const missing = rows.filter((row) => store.known[row] === 0);
    const found = rows.filter((row) => store.kept[row] === 1).length;
    if (found > 0 && !this.told.has(part)) {
      const message = `the vectors of ${found} ${part} texts are taken from the cache (${this.plan.cache?.directory})`;
      options.onEvent?.({ type: "stage", message });
    }
    this.told.add(part);
    if (missing.length > 0) await this.compute(store, part, { ...options, missing });
    return gather(store.vectors, rows, this.width);
  }

  /** How many vectors of a part were kept from an earlier run, and how many were computed in this one. */
  async origin(part: Part): Promise<{ readonly cached: number; readonly computed: number }> {
    const kept = (await this.store)?.kept;
    const rows = this.parts.encoded.rows[part];
    const cached = rows.filter((row) => kept?.[row] === 1).length;
    return { cached, computed: rows.length - cached };
  }

  private get width(): number {
    return this.network.architecture.hiddenSize;
  }

  private async open(): Promise<KnownVectors> {
    const key = this.key();
    const rows = this.parts.encoded.count;
    const entry = await this.plan.cache?.read("vectors", key);
    const { vectors, known } = entry ?? {};
    if (vectors instanceof Float32Array && known instanceof Uint8Array)
      return { key, vectors, known, kept: known.slice() };
    const none = new Uint8Array(rows);
    return { key, vectors: new Float32Array(rows * this.width), known: none, kept: none.slice() };
  }

  /** Computes rows that are not known, and keeps them. */
  private async compute(
    store: KnownVectors,
    part: Part,
    { missing, onEvent, signal }: FitOptions & { readonly missing: Int32Array },
  ): Promise<void> {
    onEvent?.({ type: "stage", message: `computing the vectors of ${missing.length} ${part} texts` });
    const computed = await textVectors(this.network, this.parts.encoded.texts(missing), {
      parameters: this.values,
      padding: paddingOf(this.plan, this.parts),
      device: this.plan.device,
      threads: this.plan.config.threads,
      onProgress: () => stopIfAborted(signal),
    });
    missing.forEach((row, at) => {
      store.vectors.set(computed.subarray(at * this.width, (at + 1) * this.width), row * this.width);
      store.known[row] = 1;
    });
    const { cache } = this.plan;
    await keep({ cache, onEvent }, "vectors", store.key, { vectors: store.vectors, known: store.known });
  }

  /** Says all that the vectors depend on. */
  private key(): string {
    const { network, values } = this;
    const { encoded } = this.parts;
    const { truncation, windows } = encoded.input;
    const { maxLength, longText } = truncation;
    const { architecture, pooling, windowPooling } = network;
    const { device = "cpu" } = this.plan;
    const machine = device === "cpu" ? process.arch : `${process.arch} ${device}`;
    const versions = `pinakes ${pinakesVersion()}, onnxruntime ${runtimeVersion()}, ${machine}`;
    const hash = createHash("sha256").update(`vectors ${FORMAT} of ${versions}\n`);
    hash.update(JSON.stringify({ tokens: encoded.key, maxLength, longText, pooling, architecture }));
    if (windows) hash.update(JSON.stringify({ windowPooling, ...windows }));
    const heads = headParameters(architecture, network.heads);
    for (const { name } of network.build({ mode: "prediction", features: true }).parameters) {
      const data = values.get(name);
      if (heads.has(name) || !data) continue;
      hash.update(`\n${name} ${data.length} `).update(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    }
    return hash.digest("hex");
  }
}

function gather(vectors: Float32Array, rows: Int32Array, width: number): Float32Array {
  const own = new Float32Array(rows.length * width);
  rows.forEach((row, at) => {
    own.set(vectors.subarray(row * width, (row + 1) * width), at * width);
  });
  return own;
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new PinakesError("INTERRUPTED", {
    where: "computing vectors",
    message: "the run was interrupted; the head alone keeps no checkpoint.",
    fix: "run the same command with --resume to train it again.",
  });
}
