import type { AdamStep, Moments } from "./adam.js";

/** Values that are worked on at a time: four arrays of these fit a core's first caches. */
const BLOCK = 4096;

/** Bytes from one array of a block to the next in the kernel's memory. */
const STRIDE = 4 * BLOCK;

/**
 * The arithmetic of `adamUpdate` over one block, four float32 at a time: values lie at 0, the gradient at 16384,
 * moments at 32768 and 49152. V8 has no vector arithmetic outside of WebAssembly; this takes about half of the time
 * of the same loop in JavaScript. `KERNEL_BYTES` is what it assembles to (a test assembles it again).
 */
export const KERNEL_TEXT = `(module
  (memory (export "memory") 1)
  (func (export "update") (param $end i32)
    (param $beta1 f32) (param $rest1 f32) (param $beta2 f32) (param $rest2 f32) (param $epsilon f32)
    (param $stepSize f32) (param $decay f32) (param $coupledDecay f32) (param $gradientScale f32)
    (local $i i32) (local $value v128) (local $slope v128) (local $mean v128) (local $square v128)
    (loop $next
      (local.set $value (v128.load offset=0 (local.get $i)))
      (local.set $slope (f32x4.add
        (f32x4.mul (v128.load offset=16384 (local.get $i)) (f32x4.splat (local.get $gradientScale)))
        (f32x4.mul (local.get $value) (f32x4.splat (local.get $coupledDecay)))))
      (local.set $mean (f32x4.add
        (f32x4.mul (v128.load offset=32768 (local.get $i)) (f32x4.splat (local.get $beta1)))
        (f32x4.mul (local.get $slope) (f32x4.splat (local.get $rest1)))))
      (local.set $square (f32x4.add
        (f32x4.mul (v128.load offset=49152 (local.get $i)) (f32x4.splat (local.get $beta2)))
        (f32x4.mul (f32x4.mul (local.get $slope) (local.get $slope)) (f32x4.splat (local.get $rest2)))))
      (v128.store offset=32768 (local.get $i) (local.get $mean))
      (v128.store offset=49152 (local.get $i) (local.get $square))
      (v128.store offset=0 (local.get $i) (f32x4.sub (local.get $value) (f32x4.add
        (f32x4.mul (local.get $value) (f32x4.splat (local.get $decay)))
        (f32x4.div
          (f32x4.mul (local.get $mean) (f32x4.splat (local.get $stepSize)))
          (f32x4.add (f32x4.sqrt (local.get $square)) (f32x4.splat (local.get $epsilon)))))))
      (br_if $next (i32.lt_u
        (local.tee $i (i32.add (local.get $i) (i32.const 16)))
        (local.get $end))))))`;

/** {@link KERNEL_TEXT} as a WebAssembly module, in base64. */
export const KERNEL_BYTES =
  "AGFzbQEAAAABDgFgCn99fX19fX19fX0AAwIBAAUDAQABBxMCBm1lbW9yeQIABnVwZGF0ZQAACr8BAbwBAgF/BHsDQCAK/QAEACEL" +
  "IAr9AASAgAEgCf0T/eYBIAsgCP0T/eYB/eQBIQwgCv0ABICAAiAB/RP95gEgDCAC/RP95gH95AEhDSAK/QAEgIADIAP9E/3mASAM" +
  "IAz95gEgBP0T/eYB/eQBIQ4gCiAN/QsEgIACIAogDv0LBICAAyAKIAsgCyAH/RP95gEgDSAG/RP95gEgDv3jASAF/RP95AH95wH9" +
  "5AH95QH9CwQAIApBEGoiCiAASQ0ACws=";

/**
 * `adamUpdate` over all of a parameter. Sums are float32, as PyTorch's are, so that the last bits differ from those of
 * `adamUpdate`.
 */
export function adamUpdateAll(
  values: Float32Array,
  { gradient, moments }: { gradient: Float32Array; moments: Moments },
  step: AdamStep,
): void {
  kernel ??= loadKernel();
  const { blocks, update } = kernel;
  const [valueBlock, gradientBlock, firstBlock, secondBlock] = blocks;
  for (let start = 0; start < values.length; start += BLOCK) {
    const end = Math.min(values.length, start + BLOCK);
    valueBlock.set(values.subarray(start, end));
    gradientBlock.set(gradient.subarray(start, end));
    firstBlock.set(moments.first.subarray(start, end));
    secondBlock.set(moments.second.subarray(start, end));
    // A last, partial group of four also moves what an earlier block left behind it; nobody reads that.
    update(
      4 * (end - start),
      step.beta1,
      1 - step.beta1,
      step.beta2,
      1 - step.beta2,
      step.epsilon,
      step.stepSize,
      step.decoupledDecay,
      step.coupledDecay,
      step.gradientScale,
    );
    const whole = end - start === BLOCK;
    values.set(whole ? valueBlock : valueBlock.subarray(0, end - start), start);
    moments.first.set(whole ? firstBlock : firstBlock.subarray(0, end - start), start);
    moments.second.set(whole ? secondBlock : secondBlock.subarray(0, end - start), start);
  }
}

interface Kernel {
  /** Values, gradient, first and second moments. */
  readonly blocks: readonly [Float32Array, Float32Array, Float32Array, Float32Array];
  readonly update: (end: number, ...rates: number[]) => void;
}

/** What is used of the global, which TypeScript declares for browsers only. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: object };
};

/** Made once; its memory is only a scratch pad. */
let kernel: Kernel | undefined;

function loadKernel(): Kernel {
  const module = new WebAssembly.Module(Buffer.from(KERNEL_BYTES, "base64"));
  const { memory, update } = new WebAssembly.Instance(module).exports as {
    memory: { buffer: ArrayBuffer };
    update: Kernel["update"];
  };
  const block = (index: number) => new Float32Array(memory.buffer, index * STRIDE, BLOCK);
  return { blocks: [block(0), block(1), block(2), block(3)], update };
}
