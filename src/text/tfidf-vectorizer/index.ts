export type { AnalyzerKind } from "./analyzers.js";
export type { Artifact, ArtifactTensor } from "./artifact.js";
export type { BlockOptions } from "./block.js";
export { type TfidfFeature, type TfidfJson, type TfidfOptions, TfidfVectorizer } from "./vectorizer.js";
