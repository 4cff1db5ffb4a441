import { ENCODER_TYPES } from "../models/config.js";

/**
 * Names that other tools give to what the config calls otherwise, with the way to write it here. They are refused, not
 * taken as aliases: one name a thing.
 */
const FOREIGN_KEYS: Readonly<Record<string, string>> = {
  // what is trained
  model_name_or_path: "model.checkpoint",
  base_model: "model.checkpoint",
  checkpoint_name: "model.checkpoint",
  pretrained: "model.checkpoint",
  models: "model; several models in one file are trained by `pinakes compare`",
  revision: "model.checkpoint (org/name@revision)",
  encoder: "model",
  model_type: "model.type",
  problem_type: "task (multi-class, multi-label or hierarchical)",
  label_type: "task (multi-class, multi-label or hierarchical)",
  // data
  train_file: "data.train",
  training_set: "data.train",
  data_path: "data.train",
  dataset: "data.train",
  validation_file: "data.validation",
  validation_set: "data.validation",
  test_file: "data.test",
  test_set: "data.test",
  text_column: "data.text",
  text_column_name: "data.text",
  text_column_names: "data.text",
  text_column_delimiter: "data.text, a list of columns (they are joined by a newline)",
  label_column: "data.labels",
  label_column_name: "data.labels",
  target: "data.labels",
  column_mapping: "data.text and data.labels",
  max_train_samples: "data.sample or data.train_share",
  train_size: "data.train_share (a share of the training part)",
  max_eval_samples: "data.sample",
  validation_split_percentage: "data.split.validation",
  test_size: "data.split.test",
  // text
  max_seq_length: "text.max_length",
  max_seq_len: "text.max_length",
  max_token_len: "text.max_length",
  sliding_window: "text.long_text: windows",
  doc_stride: "text.stride",
  stride: "text.stride",
  window_stride: "text.stride",
  span: "text.long_text: windows",
  max_chunks: "text.max_windows",
  chunk_pooling: "text.window_pooling",
  do_lower_case: "text.clean.lowercase",
  // hierarchy
  taxonomy_file: "hierarchy.taxonomy",
  hierarchy_file: "hierarchy.taxonomy",
  tau: "training.logit_adjustment",
  // export
  save_onnx: "export.onnx",
  export_onnx: "export.onnx",
  n_splits: "folds",
  num_folds: "folds",
  k_folds: "folds",
  kfold: "folds",
  cross_validation: "folds",
  cv: "folds",
  // training
  num_train_epochs: "training.epochs",
  num_epochs: "training.epochs",
  n_epochs: "training.epochs",
  train_batch_size: "training.batch_size",
  per_device_train_batch_size: "training.batch_size",
  per_gpu_train_batch_size: "training.batch_size",
  gradient_accumulation_steps: "training.micro_batch_size (batch_size divided by the steps)",
  auto_find_batch_size: "nothing: micro-batches are chosen by training.memory_budget",
  max_memory: "training.memory_budget",
  lr: "training.learning_rate",
  decay: "training.weight_decay",
  optim: "training.optimizer",
  adam_beta1: "training.beta1",
  adam_beta2: "training.beta2",
  adam_epsilon: "training.epsilon",
  warmup_ratio: "training.warmup (below 1, a share of all steps)",
  warmup_steps: "training.warmup (1 or more, a number of steps)",
  num_warmup_steps: "training.warmup (1 or more, a number of steps)",
  lr_scheduler_type: "training.schedule",
  scheduler: "training.schedule",
  max_grad_norm: "training.clip_norm",
  clip_global_norm: "training.clip_norm",
  gradient_clipping: "training.clip_norm",
  early_stop: "training.early_stopping.patience",
  early_stopping_patience: "training.early_stopping.patience",
  early_stopping_threshold: "training.early_stopping.min_delta",
  early_stopping_delta: "training.early_stopping.min_delta",
  early_stopping_metric: "training.early_stopping.metric",
  metric_for_best_model: "training.select",
  greater_is_better: "nothing: a metric knows which way is better; training.select names the metric",
  load_best_model_at_end: "nothing: the best checkpoint is always kept and used; training.select names its metric",
  save_strategy: "training.checkpoints.every",
  save_steps: "training.checkpoints.every",
  save_total_limit: "training.checkpoints.keep",
  label_smoothing_factor: "training.label_smoothing",
  weight: "training.class_weights",
  pos_weight: "training.class_weights",
  class_weight: "training.class_weights",
  sampling: "training.sampler",
  sampling_strategy: "training.sampler",
  weighted_sampler: "training.sampler: oversample",
  oversampling: "training.sampler: oversample",
  undersampling: "training.sampler: undersample",
  samples_per_class: "training.sampler.per_label",
  samples_per_label: "training.sampler.per_label",
  max_samples_per_class: "training.sampler.per_label",
  num_samples_per_label: "training.sampler.per_label",
  loss_function: "training.loss",
  decision_threshold: "thresholds.value (thresholds.method: fixed)",
  classification_threshold: "thresholds.value (thresholds.method: fixed)",
  score_threshold: "thresholds.value (thresholds.method: fixed)",
  temperature_scaling: "calibration.method: temperature",
  calibrate: "calibration.method",
  calibration_method: "calibration.method",
  coverage: "conformal.alpha (1 − coverage)",
  confidence_level: "intervals.level, or conformal.alpha (1 − it)",
  conformal_prediction: "conformal",
  reject_option: "abstain.max_error",
  selective: "abstain.max_error",
  min_confidence: "abstain.max_error (the score that is needed is tuned)",
  bootstrap: "intervals",
  n_bootstrap: "intervals.resamples",
  n_resamples: "intervals.resamples",
  confidence_intervals: "intervals",
  group_by_length: "training.batching (bucketed)",
  fp16: "training.precision",
  mixed_precision: "training.precision",
  load_in_8bit: "training.precision: int8",
  bf16: "training.precision",
  // model
  freeze: "model.strategy: frozen (transformers) or model.train_embeddings: false (recurrent networks)",
  freeze_encoder: "model.strategy: frozen",
  trainable: "model.strategy (transformers) or model.train_embeddings (recurrent networks)",
  frozen_components: "model.strategy (transformers) or model.train_embeddings (recurrent networks)",
  gradual_unfreezing: "model.strategy: hybrid, with model.unfreeze",
  unfreeze_layers: "model.unfreeze.layers",
  freeze_layers: "model.strategy: hybrid, with model.unfreeze.layers",
  linear_probing: "model.strategy: frozen, or hybrid",
  layerwise_lr_decay: "training.layer_decay",
  layer_wise_learning_rate_decay: "training.layer_decay",
  llrd: "training.layer_decay",
  embedding_dim: "model.embedding_size",
  embedding_file: "model.embeddings",
  pretrained_embeddings: "model.embeddings",
  num_layers: "model.layers",
  vocab_size: "model.vocabulary.max_size",
  max_features: "model.vocabulary.max_size",
  recurrent_dropout: "model.dropout.layers",
  // pretraining
  mlm_probability: "mlm.probability, of a config for pinakes pretrain",
  whole_word_mask: "mlm.whole_word, of a config for pinakes pretrain",
  wwm: "mlm.whole_word, of a config for pinakes pretrain",
  // run
  random_seed: "seed",
  random_state: "seed",
  manual_seed: "seed",
  num_threads: "threads",
  no_cuda: "device",
  use_cpu: "device",
  cache_dir: "cache",
  overwrite_cache: "nothing: what is kept is found by its content; cache: false does without",
  output_dir: "nothing: the run directory is the --out option of pinakes train",
};

/** How a key of another tool is written here, or `undefined` where the name is not known. */
export function foreignKey(key: string): string | undefined {
  return Object.hasOwn(FOREIGN_KEYS, key) ? FOREIGN_KEYS[key] : undefined;
}

/** The values of other tools for `task`. */
const FOREIGN_TASKS: Readonly<Record<string, string>> = {
  single_label_classification: "multi-class",
  multi_label_classification: "multi-label",
  hierarchical_classification: "hierarchical",
  binary: "multi-class",
  category: "multi-class",
  set: "multi-label",
};

/** Checkpoints whose architecture has another name. */
const BERT_ALIKE = /^(?:minilm|bge|e5|gte|arctic|sentence-transformers?)$/iu;

/** Model families that people ask for and that this version can't train. */
const UNKNOWN_MODELS = /^(?:deberta.*|albert|modernbert|mpnet|xlnet|t5|gpt.*|longformer|transformer)$/iu;

/** A remark on a value that another tool, or another version, would take; `undefined` where there is none. */
export function foreignValue(path: string, value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  if (path === "task" && Object.hasOwn(FOREIGN_TASKS, value)) return `in Pinakes: ${FOREIGN_TASKS[value]}`;
  if (path === "model.type" && BERT_ALIKE.test(value)) {
    return "its architecture is that of model.type: bert; model.checkpoint names the weights";
  }
  // A value that is refused is one of pretraining: runs take it.
  if (path === "model.type" && value === "electra") {
    return "it learns by telling replaced tokens, which Pinakes does not train; go on from its published weights";
  }
  if (path === "model.type" && UNKNOWN_MODELS.test(value)) {
    return `of transformers, this version trains ${ENCODER_TYPES.join(", ")}`;
  }
  return undefined;
}

/** Every key of another tool that is known here, for tests and the reference page. */
export function foreignKeys(): Readonly<Record<string, string>> {
  return FOREIGN_KEYS;
}
