export { type DataConfig, dataConfig, type SplitConfig } from "./config.js";
export {
  type DataReport,
  describeData,
  headLabels,
  type LabelCount,
  type PartReport,
  partExamples,
} from "./describe.js";
export { dropExamples } from "./dropped.js";
export { type LoadOptions, loadDataset } from "./load.js";
export { type LoadedTexts, type LoadTextsOptions, loadTexts } from "./load-texts.js";
export { formatPlace, type RowProblem } from "./problems.js";
export {
  type DataFile,
  type DataFormat,
  type FindOptions,
  findDataFiles,
  type RawRow,
  type ReadOptions,
  readRows,
} from "./read/index.js";
export { type FoldOptions, joinValidation, makeFolds } from "./split/folds.js";
export { makeSplit, type SplitOptions } from "./split/make-split.js";
export { readSplit, type SplitIndices, writeSplit } from "./split/split-file.js";
export { takeTrainShare } from "./split/train-share.js";
export type { TextDataConfig } from "./text-config.js";
export {
  type Dataset,
  type Dropped,
  type Example,
  type FileReport,
  type LoadReport,
  PARTS,
  type Part,
  type Place,
  type Split,
} from "./types.js";
export { joinTexts } from "./values.js";
