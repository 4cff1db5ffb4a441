export { type Candidate, DEFAULT_STRENGTHS } from "./choose-strength.js";
export type { LabelledTexts } from "./data.js";
export type { Judge } from "./judge.js";
export { type MajorityJson, MajorityModel } from "./majority.js";
export { planBlocks } from "./plan-blocks.js";
export {
  type FeatureContributions,
  type HeadTraining,
  type TfidfLinearJson,
  TfidfLinearModel,
  type WeightedFeature,
} from "./tfidf-linear.js";
export {
  type HeldOutLogits,
  type TfidfLinearProgress,
  type TfidfLinearTraining,
  type TrainedTfidfLinear,
  tfidfOptions,
  trainTfidfLinear,
} from "./train-tfidf-linear.js";
