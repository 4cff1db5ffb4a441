export {
  buildLabelSpace,
  headName,
  type LabelSpaceOptions,
  labelSpaceFindings,
  sortLabels,
} from "./build.js";
export { type HierarchyConfig, hierarchyConfig, type Task, taskConfig } from "./config.js";
export { argMax, decodePrediction } from "./decode.js";
export { encode, encodeMultiHot, encodeTargets, UNKNOWN_LABEL, type UnknownLabel, unknownLabels } from "./encode.js";
export { labelSpaceFromJSON, labelSpaceToJSON } from "./json.js";
export { createLabelNaming, type LabelNames, LabelNaming, type LabelNamingOptions } from "./names.js";
export { labelScheme } from "./scheme/label-scheme.js";
export type { LabelScheme, OutputSpec, OutputTargets } from "./scheme/types.js";
export { type Taxonomy, type TaxonomyNode, taxonomyOf } from "./taxonomy.js";
export type { Finding, Gold, Head, LabelSpace } from "./types.js";
