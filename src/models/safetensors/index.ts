export type { Dtype, TensorData } from "./dtypes.js";
export type { TensorInfo } from "./header.js";
export { openSafetensors, type SafetensorsFile } from "./read.js";
export { type WritableTensor, writeSafetensors } from "./write.js";
