export { type ExplainSampleOptions, explainSample, type SampleText } from "./explain-sample.js";
export { Explainer, type ExplainTextOptions } from "./explainer.js";
export { type ExplainPage, type ExplainPageOptions, samplePage, textsPage } from "./page/explain-page.js";
export { type HeatPart, heatParts } from "./page/heat.js";
export { QUADRATURE_RULES, type QuadratureRule } from "./quadrature.js";
export {
  type Agreement,
  type AttendedWord,
  type AttentionExplanation,
  type AttentionMatrix,
  type Attribution,
  type AttributionOptions,
  type Baseline,
  BINS,
  type Claim,
  type Completeness,
  CURVE,
  type Faithfulness,
  type LayerFocus,
  METHODS,
  type Method,
  type MethodFaithfulness,
  type RightAgainstWrong,
  type SampleAttention,
  type SampleExplanation,
  type SampleHead,
  type SampleMethod,
  type SampleWord,
  type TargetExplanation,
  type TextExplanation,
  type Word,
} from "./types.js";
export { methodName } from "./warnings.js";
