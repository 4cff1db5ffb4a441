export { createLibraryTokenizer, type LibraryTokenizer } from "./library.js";
export { createSubwordPipeline, type SubwordPipeline } from "./pipeline.js";
