// Matrix products of a feed-forward stack's forward and backward, beside the same products alone.
import { measureStack } from "../dist/engine/index.js";
import { report } from "./lib/report.mjs";

const found = await measureStack({ seconds: 15, threads: 2, clock: () => performance.now() });
const { efficiency: ratio, ...more } = found;
report("efficiency", [{ name: "bare products' time ÷ the graph's", ratio, bar: 0.8, atLeast: true, ...more }]);
