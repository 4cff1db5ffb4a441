import { z } from "zod";

export { mlmConfig } from "./mlm-config.js";

const rate = z.number().gt(0);

/** The `training` slice of the config. */
export const trainingConfig = z
  .strictObject({
    epochs: z.int().gte(1).default(10).describe("Passes over the training split."),
    batch_size: z.int().gte(1).default(32).describe("Texts a step of the optimizer."),
    micro_batch_size: z
      .int()
      .gte(1)
      .optional()
      .describe(
        "Texts a forward and backward pass (of texts in windows: windows); gradients are accumulated up to batch_size.",
      ),
    memory_budget: z
      .union([z.literal("auto"), z.string().regex(/^\d+(?:\.\d+)? ?[GM]iB$/u)])
      .default("auto")
      .describe(
        'Memory that training may take, e.g. "8 GiB" or "500 MiB"; where a whole batch would take more, micro_batch_size is chosen so that it does not. auto: 80 % of what is free.',
      ),
    optimizer: z.enum(["adamw", "adam", "sgd"]).default("adamw").describe("Optimizer."),
    learning_rate: rate.optional().describe("Learning rate (default: 0.001; 0.00005 for transformers)."),
    layer_decay: z
      .number()
      .gt(0)
      .lte(1)
      .optional()
      .describe(
        "Of transformers: each layer's learning rate is this times that of the layer above; the head's is whole.",
      ),
    weight_decay: z.number().gte(0).default(0).describe("Weight decay; none on biases and norms."),
    momentum: z.number().gte(0).lt(1).default(0.9).describe("Momentum of sgd."),
    beta1: z.number().gte(0).lt(1).default(0.9).describe("Decay of the first moment."),
    beta2: z.number().gte(0).lt(1).default(0.999).describe("Decay of the second moment."),
    epsilon: z.number().gt(0).default(1e-8).describe("Added to the root of the second moment."),
    clip_norm: z.number().gte(0).default(1).describe("Largest global norm of the gradients; 0 for no clipping."),
    schedule: z
      .enum(["constant", "linear", "cosine", "polynomial", "plateau"])
      .default("constant")
      .describe("Course of the learning rate over the steps; plateau lowers it when the metric stands still."),
    warmup: z.number().gte(0).default(0).describe("Steps of linear warm-up; below 1, a share of all steps."),
    polynomial_power: z.number().gt(0).default(2).describe("Power of the polynomial schedule."),
    plateau: z
      .strictObject({
        factor: z.number().gt(0).lt(1).default(0.5).describe("What the rate is multiplied by."),
        patience: z.int().gte(0).default(1).describe("Epochs without a better metric before that."),
      })
      .prefault({})
      .describe("Of the plateau schedule."),
    parameter_groups: z
      .array(
        z.strictObject({
          pattern: z.string().min(1).describe("Regular expression over parameter names; the first group that matches."),
          learning_rate: z.number().gte(0).optional().describe("Their learning rate; 0 freezes them."),
          weight_decay: z.number().gte(0).optional().describe("Their weight decay."),
        }),
      )
      .default([])
      .describe("Groups of parameters with their own rates."),
    loss: z.enum(["cross_entropy", "focal"]).default("cross_entropy").describe("Loss of a softmax head."),
    focal_gamma: z.number().gte(0).default(2).describe("Focusing parameter of the focal loss."),
    label_smoothing: z.number().gte(0).lt(1).default(0).describe("Share of the target spread over all classes."),
    class_weights: z
      .union([z.enum(["none", "balanced", "effective_number"]), z.record(z.string(), z.number().gt(0))])
      .default("none")
      .describe(
        "Weights of the classes in the loss, by label name, balanced (n / (classes · count)) or effective_number (1 / the effective number of a class's texts); for sets of labels, those of each label's positive texts (balanced: negative / positive; effective_number: the same of effective numbers).",
      ),
    effective_number_beta: z
      .number()
      .gte(0)
      .lt(1)
      .default(0.999)
      .describe(
        "β of effective_number, (1 − βⁿ) / (1 − β) for n texts: 0 weighs all classes alike, near 1 it is balanced.",
      ),
    positive_weight_cap: z
      .number()
      .gte(1)
      .default(10)
      .describe(
        "For sets of labels: the largest weight that balanced and effective_number give the texts of a rare label.",
      ),
    logit_adjustment: z
      .number()
      .gte(0)
      .default(0)
      .describe(
        "Weight τ of the log frequencies of the classes that the loss of softmax heads adds to the logits, so that these rank rare classes as if all were equally common; 0 adds nothing, 1 is balanced.",
      ),
    level_weights: z
      .array(z.number().gte(0))
      .optional()
      .describe("Weight of each level's loss in the sum (hierarchical); 1 each where not given."),
    sampler: z
      .union([
        z.enum(["none", "oversample", "undersample", "balanced_batches"]),
        z.strictObject({
          per_label: z.int().gte(1).describe("Training texts of each label, at most."),
          with_replacement: z
            .boolean()
            .default(false)
            .describe("Whether texts of rarer labels come again until it is exactly that many."),
        }),
      ])
      .default("none")
      .describe(
        "How training texts are drawn by their finest labels: oversample repeats those of rarer labels up to the commonest, undersample leaves as many of each as the rarest has, both anew each epoch; balanced_batches puts the same number of each label into every batch; per_label draws a training set with that many of each at most, once.",
      ),
    batching: z
      .enum(["bucketed", "shuffled"])
      .default("bucketed")
      .describe("bucketed: texts of like length share a batch; shuffled: at random."),
    padding: z
      .enum(["longest", "fixed"])
      .default("longest")
      .describe("Pad a batch to its longest text, or always to the maximum length."),
    early_stopping: z
      .strictObject({
        metric: z.string().default("loss").describe("Validation metric, e.g. loss, accuracy, level2.macro_f1."),
        patience: z.int().gte(0).default(3).describe("Epochs without a better value before training stops."),
        min_delta: z.number().gte(0).default(0).describe("Smallest change that counts as better."),
      })
      .optional()
      .describe("Stop when validation stands still."),
    select: z
      .string()
      .optional()
      .describe(
        "Validation metric that picks the best checkpoint (default: that of early_stopping, or accuracy; micro_f1 for sets of labels).",
      ),
    checkpoints: z
      .strictObject({
        every: z
          .union([z.literal("epoch"), z.int().gte(1)])
          .default("epoch")
          .describe("epoch, or a number of steps."),
        keep: z
          .union([z.literal("all"), z.int().gte(1)])
          .default(1)
          .describe("How many of the newest are kept, or all; the best one always is."),
      })
      .prefault({})
      .describe("When training saves what resuming needs."),
    precision: z
      .enum(["fp32", "int8"])
      .default("fp32")
      .describe(
        "Arithmetic of a transformer's training steps; int8: the linear layers of the encoder and their gradients multiply in 8 bits, all else and the evaluation stays fp32.",
      ),
  })
  .describe("How the model is trained.");

/** Texts a forward and backward pass. */
export function microBatchSizeOf(config: Pick<TrainingConfig, "batch_size" | "micro_batch_size">): number {
  return config.micro_batch_size ?? config.batch_size;
}

/** The `training` slice with its defaults filled in, that of the learning rate included, which follows the model. */
export type TrainingConfig = z.output<typeof trainingConfig> & { learning_rate: number };
