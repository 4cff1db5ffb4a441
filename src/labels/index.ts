export { argMax } from "./arg-max.js";
export { buildLabelSpace, headName, type LabelSpaceOptions, sortLabels } from "./build.js";
export {
  type Decoding,
  decodingOf,
  type HierarchyConfig,
  hasSeveralPaths,
  hierarchyConfig,
  type Task,
  taskConfig,
} from "./config.js";
export { decodePrediction } from "./decode.js";
export { type DecodingConfig, labelDecoder, nodeScorer } from "./decoding/path-decoder.js";
export {
  encode,
  encodeMultiHot,
  encodeTargets,
  holdsSets,
  UNKNOWN_LABEL,
  type UnknownLabel,
  unknownLabels,
} from "./encode.js";
export { labelSpaceFindings } from "./findings.js";
export { finestLabels } from "./finest-labels.js";
export { labelSpaceFromJSON, labelSpaceToJSON } from "./json.js";
export { createLabelNaming, type LabelNames, LabelNaming, type LabelNamingOptions } from "./names.js";
export { rowOf } from "./row-of.js";
export { sigmoids, softmaxRows } from "./scheme/activations.js";
export { labelScheme } from "./scheme/label-scheme.js";
export { logPriors } from "./scheme/log-priors.js";
export { countedOf, joinTargets, pickTargets } from "./scheme/targets.js";
export type { LabelScheme, OutputSpec, OutputTargets } from "./scheme/types.js";
export { GivenTaxonomy, type NodePath, type TaxonomyEdge } from "./taxonomy/given.js";
export { type NodeSets, nodeSets } from "./taxonomy/node-sets.js";
export { closedSet, joinPath, PATH_SEPARATOR, parentPath, pathLevel, splitPath } from "./taxonomy/paths.js";
export { mayEndAbove, pathNodes, type Taxonomy, type TaxonomyNode, taxonomyOf } from "./taxonomy/taxonomy.js";
export type { Finding, Gold, Head, LabelSpace } from "./types.js";
