export { loadWordVectors, WINK_EMBEDDINGS, type WordVectorOptions, type WordVectors } from "./load-word-vectors.js";
