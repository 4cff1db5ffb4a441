import type { Graph } from "../graph.js";
import { shareCommonSubexpressions } from "./common-subexpressions.js";
import { dropDeadCode } from "./dead-code.js";
import { expandInt8 } from "./expand-int8.js";
import { foldConstants } from "./fold-constants.js";

/** The graph after all passes: the same outputs from fewer nodes. */
export function optimize(graph: Graph): Graph {
  return dropDeadCode(shareCommonSubexpressions(foldConstants(expandInt8(graph))));
}
