import { compile, type Executable, GraphBuilder, math, type Shape, tensor } from "../../engine/index.js";
import type { DenseRows } from "../../optim/index.js";

/** Products of matrices [N, F] with others, on the engine: of any N, and of any number of outputs. */
export class DenseProducts {
  private constructor(
    private readonly width: number,
    private readonly times: Executable,
    private readonly transposedTimes: Executable,
  ) {}

  /** For rows of `width` features. */
  static async compile(width: number, options: { readonly threads?: number | undefined } = {}): Promise<DenseProducts> {
    const product = (right: Shape, transA: boolean): Promise<Executable> => {
      const g = new GraphBuilder();
      g.output(
        "product",
        math(g).matmul(g.input("x", "f64", ["B", width]), g.input("right", "f64", right), { transA }),
      );
      return compile(g.build(), options);
    };
    return new DenseProducts(width, await product([width, "T"], false), await product(["B", "T"], true));
  }

  /** A matrix [N, F] by its products. */
  of(values: Float64Array): DenseRows {
    const { width } = this;
    const rows = values.length / width;
    const x = tensor("f64", [rows, width], values);
    const run = async (graph: Executable, right: Float64Array, shape: readonly number[]): Promise<Float64Array> => {
      const { product } = await graph.run({ x, right: tensor("f64", shape, right) });
      return product?.data as Float64Array;
    };
    return {
      rows,
      columns: width,
      times: (weights, outputs) => run(this.times, weights, [width, outputs]),
      transposedTimes: (a, outputs) => run(this.transposedTimes, a, [rows, outputs]),
    };
  }

  /** Frees what the runtime holds. */
  async release(): Promise<void> {
    await this.times.release();
    await this.transposedTimes.release();
  }
}
