/** The sizes of the layer that is measured. */
export const SIZES = { batch: 32, steps: 256, width: 300, hidden: 128 };

const random = (shape, scale) => {
  const size = shape.reduce((product, dim) => product * dim, 1);
  return { dtype: "f32", shape, data: Float32Array.from({ length: size }, () => (Math.random() * 2 - 1) * scale) };
};

/**
 * One training step of an LSTM layer: states, and the gradients of all weights and of the input from a given gradient
 * of the states.
 * @param pinakes  the package's modules { engine, nn }
 * @returns        a function that runs one step on the given threads
 */
export async function lstmStep({ engine, nn }, { bidirectional, threads }) {
  const { batch, steps, width, hidden } = SIZES;
  const stateWidth = hidden * (bidirectional ? 2 : 1);
  const g = new engine.GraphBuilder("f32");
  const scope = nn.Scope.root(g, { training: true });
  const { m } = scope;
  const x = scope.data("x", "f32", ["T", "B", width]);
  const lengths = scope.data("lengths", "i32", ["B"]);
  const dy = scope.data("dy", "f32", ["T", "B", stateWidth]);
  const shape = { inputSize: width, hiddenSize: hidden, layers: 1, bidirectional, dropout: 0, cell: "fused" };
  const { states } = nn.lstm(scope, { x, lengths }, shape);
  g.output("states", states);
  g.output("loss", m.total(m.mul(states, dy)));
  const whole = engine.gradients(g.build(), "loss", ["x", ...scope.parameters.map(({ name }) => name)]);
  // PyTorch is given dy and forms no loss, so neither do we.
  const graph = { ...whole, outputs: whole.outputs.filter(({ name }) => name !== "loss") };
  const feeds = {
    x: random([steps, batch, width], 1),
    dy: random([steps, batch, stateWidth], 1),
    lengths: { dtype: "i32", shape: [batch], data: new Int32Array(batch).fill(steps) },
  };
  for (const { name, shape } of scope.parameters) feeds[name] = random(shape, hidden ** -0.5);
  const sizes = { T: steps, B: batch };
  const into = Object.fromEntries(
    graph.outputs.map(({ name, value }) => [
      name,
      random(
        value.shape.map((dim) => sizes[dim] ?? dim),
        0,
      ),
    ]),
  );
  const executable = await engine.compile(graph, { threads });
  return () => executable.run(feeds, { into });
}
