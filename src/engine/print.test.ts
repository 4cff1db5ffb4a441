import { expect, it } from "vitest";
import { gradients } from "./autodiff.js";
import { GraphBuilder } from "./builder.js";
import { math } from "./math.js";
import { optimize } from "./passes/optimize.js";
import { printGraph } from "./print.js";

/** Two layers and a softmax cross-entropy: softmax(tanh(x·W₁ᵀ + b₁)·W₂ᵀ). */
function multilayerPerceptron() {
  const g = new GraphBuilder();
  const m = math(g);
  const x = g.input("x", "f32", ["B", 8]);
  const targets = g.input("targets", "i32", ["B"]);
  const hidden = m.tanh(
    m.gemm(x, g.input("hidden.weight", "f32", [4, 8]), { transB: true, bias: g.input("hidden.bias", "f32", [4]) }),
  );
  const logits = m.gemm(hidden, g.input("out.weight", "f32", [3, 4]), { transB: true });
  g.output("logits", logits);
  g.output("loss", m.neg(m.total(m.mul(m.oneHot(targets, 3), m.logSoftmax(logits)))));
  return g.build();
}

it("prints a graph, a line a value", () => {
  expect(printGraph(multilayerPerceptron())).toMatchInlineSnapshot(`
    "%0: f32[B,8] = input x
    %1: i32[B] = input targets
    %2: f32[4,8] = input hidden.weight
    %3: f32[4] = input hidden.bias
    %4: f32[3,4] = input out.weight
    %5: f32[B,4] = gemm %0 %2 %3 {transB=true}
    %6: f32[B,4] = tanh %5
    %7: f32[B,3] = gemm %6 %4 {transB=true}
    %8: f32[B,3] = one_hot %1 {depth=3, dtype=f32}
    %9: f32[B,3] = log_softmax %7
    %10: f32[B,3] = mul %8 %9
    %11: f32[] = reduce_sum %10 {axes=[0,1]}
    %12: f32[] = neg %11
    output logits = %7
    output loss = %12"
  `);
});

it("prints its gradients after the passes", () => {
  const graph = gradients(multilayerPerceptron(), "loss", ["hidden.weight", "hidden.bias", "out.weight"]);
  expect(printGraph(optimize(graph))).toMatchInlineSnapshot(`
    "%0: f32[B,8] = input x
    %1: i32[B] = input targets
    %2: f32[4,8] = input hidden.weight
    %3: f32[4] = input hidden.bias
    %4: f32[3,4] = input out.weight
    %5: f32[B,4] = gemm %0 %2 %3 {transB=true}
    %6: f32[B,4] = tanh %5
    %7: f32[B,3] = gemm %6 %4 {transB=true}
    %8: f32[B,3] = one_hot %1 {depth=3, dtype=f32}
    %9: f32[B,3] = log_softmax %7
    %10: f32[B,3] = mul %8 %9
    %11: f32[] = reduce_sum %10 {axes=[0,1]}
    %12: f32[] = neg %11
    %13: f32[] = constant {dtype=f32, shape=[], data=[1]}
    %14: f32[] = constant {dtype=f32, shape=[], data=[-1]}
    %15: f32[1,1] = reshape %14 {shape=[1,1]}
    %16: f32[B,3] = expand %15 {shape=[B,3]}
    %17: f32[B,3] = mul %16 %8
    %18: f32[B,3] = exp %9
    %19: f32[B,1] = reduce_sum %17 {axes=[1], keepDims=true}
    %20: f32[B,3] = mul %18 %19
    %21: f32[B,3] = sub %17 %20
    %22: f32[B,4] = gemm %21 %4
    %23: f32[3,4] = gemm %21 %6 {transA=true}
    %24: f32[B,4] = mul %6 %6
    %25: f32[B,4] = sub %13 %24
    %26: f32[B,4] = mul %22 %25
    %27: f32[4,8] = gemm %26 %0 {transA=true}
    %28: f32[4] = reduce_sum %26 {axes=[0]}
    output logits = %7
    output loss = %12
    output gradient:hidden.weight = %27
    output gradient:hidden.bias = %28
    output gradient:out.weight = %23"
  `);
});

it("prints attributes short: no false, at most nine digits", () => {
  const g = new GraphBuilder();
  const x = g.input("x", "f32", ["T", 2]);
  g.emit("reduce_sum", [x], { axes: [0, 1], keepDims: false });
  g.emit("shift", [x], { axis: 0, by: -1 });
  g.emit("constant", [], { dtype: "f32", shape: [2], data: [1 / 3, 1e20] });
  g.emitAll("layer_norm", [x, g.input("scale", "f32", [2]), g.input("shift", "f32", [2])], { epsilon: 1e-12 });
  expect(printGraph(g.build())).toMatchInlineSnapshot(`
    "%0: f32[T,2] = input x
    %1: f32[2] = input scale
    %2: f32[2] = input shift
    %3: f32[] = reduce_sum %0 {axes=[0,1]}
    %4: f32[T,2] = shift %0 {axis=0, by=-1}
    %5: f32[2] = constant {dtype=f32, shape=[2], data=[0.333333333,100000000000000000000]}
    %6: f32[T,2], %7: f32[T,1], %8: f32[T,1] = layer_norm %0 %1 %2 {epsilon=1e-12}"
  `);
});

it("numbers values by their place in the text, so that equal graphs print equally", () => {
  const g = new GraphBuilder();
  const x = g.input("x", "f32", []);
  g.output("y", math(g).exp(x));
  const { nodes, ...rest } = g.build();
  const [node] = nodes;
  const renamed = { id: 77, dtype: "f32", shape: [] } as const;
  const other = {
    ...rest,
    nodes: [{ ...node, outputs: [renamed] } as typeof node & object],
    outputs: [{ name: "y", value: renamed }],
  };
  expect(printGraph(other)).toBe(printGraph(g.build()));
});
