import type { Graph } from "../graph.js";
import { compile, type Executable, type Tensors } from "../runtime/session.js";
import type { Tensor } from "../tensor.js";
import { feedForwardStack, randomFeeds } from "./feed-forward.js";
import { type SelfCheck, selfCheck } from "./self-check.js";

/** Large enough for the runtime to spread the work over its threads. */
const SIZE = { rows: 96, width: 256, inner: 512, layers: 2 };

/** Whether the same feeds give the same bits: twice in one session, and in another one. */
export function checkDeterminism(): Promise<SelfCheck> {
  return selfCheck(
    "determinism",
    "the same feeds give the same bits, within a session and in another one",
    async () => {
      const graph = feedForwardStack(SIZE);
      const feeds = randomFeeds(graph, 1);
      const [first, second] = await runTwice(graph, feeds);
      const [third] = await runTwice(graph, feeds);
      const again = findDifference(first, second);
      if (again !== undefined) return `${again} differs between two runs of one session`;
      const other = findDifference(first, third);
      return other === undefined ? undefined : `${other} differs between two sessions`;
    },
  );
}

type Results = Record<string, Tensor>;

async function runTwice(graph: Graph, feeds: Tensors): Promise<[Results, Results]> {
  const executable: Executable = await compile(graph);
  try {
    return [await executable.run(feeds), await executable.run(feeds)];
  } finally {
    await executable.release();
  }
}

/** The name of a tensor whose bits differ. */
export function findDifference(a: Results, b: Results): string | undefined {
  const bytes = (value: Tensor | undefined): Uint8Array =>
    value ? new Uint8Array(value.data.buffer, value.data.byteOffset, value.data.byteLength) : new Uint8Array();
  return Object.keys(a).find((name) => Buffer.compare(bytes(a[name]), bytes(b[name])) !== 0);
}
