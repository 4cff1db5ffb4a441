export { type ThresholdsConfig, thresholdsConfig } from "./config.js";
export {
  applyRule,
  type LabelRule,
  labelRuleFromJSON,
  labelRuleToJSON,
  sameThreshold,
} from "./thresholds/label-rule.js";
export { needsTuning, type TuningTexts, tuneRule, untunedRule } from "./thresholds/tune.js";
