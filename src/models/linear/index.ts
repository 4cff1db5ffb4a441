export { type Candidate, DEFAULT_STRENGTHS } from "./choose-strength.js";
export { type LabelledTexts, NO_LABEL } from "./data.js";
export { type MajorityJson, MajorityModel } from "./majority.js";
export {
  type HeadTraining,
  type TfidfLinearJson,
  TfidfLinearModel,
  type WeightedFeature,
} from "./tfidf-linear.js";
export {
  type TfidfLinearProgress,
  type TfidfLinearTraining,
  tfidfOptions,
  trainTfidfLinear,
} from "./train-tfidf-linear.js";
