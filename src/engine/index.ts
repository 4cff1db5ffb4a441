export { gradientName, gradients } from "./autodiff.js";
export { formatType, GraphBuilder } from "./builder.js";
export { type Dim, product, resolveShape, type Shape } from "./dims.js";
export { type DoctorReport, type ExamineOptions, examineMachine } from "./doctor/doctor.js";
export { type EfficiencyOptions, type EfficiencyReport, measureEfficiency, measureStack } from "./doctor/efficiency.js";
export { feedForwardStack, randomFeeds, type StackSize } from "./doctor/feed-forward.js";
export type { OpGradientReport } from "./doctor/gradient-report.js";
export { describeMachine, type MachineReport } from "./doctor/machine.js";
export type { SelfCheck } from "./doctor/self-check.js";
export type { DataOf, DType, FloatType } from "./dtype.js";
export { checkGradients, type GradientCheck } from "./gradient-check.js";
export type { Graph, Input, Node, Output, Value, ValueType } from "./graph.js";
export { findInt8Bits } from "./int8-bits.js";
export { type GraphMath, math } from "./math.js";
export { type MemoryPlan, planMemory } from "./memory.js";
export { type OnnxFileOptions, type Weights, writeOnnxFile } from "./onnx/model-file.js";
export { type OnnxOptions, writeOnnx } from "./onnx/write-onnx.js";
export type { Int8Bits, OpAttributes, OpName } from "./ops/op-set.js";
export { optimize } from "./passes/optimize.js";
export { type SplitGraph, splitFixed } from "./passes/split-fixed.js";
export { printGraph } from "./print.js";
export { type DeviceProbe, probeDevice } from "./runtime/probe-device.js";
export {
  type CompileOptions,
  compile,
  type Device,
  type Executable,
  type RunOptions,
  type Tensors,
} from "./runtime/session.js";
export { runtimeVersion } from "./runtime/version.js";
export { elementCount, realData, type Tensor, tensor } from "./tensor.js";
export { verify } from "./verify.js";
