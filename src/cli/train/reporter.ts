import type { RunEvent } from "../../runs/index.js";
import { formatCount } from "../../shared/index.js";
import type { WindowStats } from "../../text/index.js";
import type { StageStart, TrainedNetwork } from "../../training/index.js";
import type { Io } from "../io.js";
import { dataSummary, epochLine, formatPercent } from "../print/index.js";
import { createProgress } from "../terminal/index.js";

/** Shows a run's events. */
export interface TrainingReporter {
  readonly onEvent: (event: RunEvent) => void;
  /** A line beside the progress. */
  note(text: string): void;
  stop(): void;
}

/** Weight of the newest step in the loss that the progress bar shows. */
const SMOOTHING = 0.05;

/** Writes what a run tells to standard error: a progress bar on a terminal, plain lines elsewhere. */
export function trainingReporter(stream: Io["err"]): TrainingReporter {
  const progress = createProgress({ stream });
  let loss: number | undefined;
  let running = false;
  const stop = (): void => {
    if (running) progress.stop();
    running = false;
  };
  const note = (text: string): void => {
    if (running) progress.line(text);
    else stream.write(`${text}\n`);
  };
  const handlers: { readonly [K in RunEvent["type"]]: (event: Extract<RunEvent, { type: K }>) => void } = {
    warning: ({ message }) => note(`warning: ${message}`),
    data: ({ report, findings }) => note(dataSummary(report, findings)),
    seed: ({ seed, index, count }) => note(`seed ${seed} (${index + 1} of ${count})`),
    tokens: ({ tokens }) => note(tokenLine(tokens)),
    stage: ({ message }) => {
      stop();
      note(message);
    },
    start: ({ totalSteps, fromStep }) => {
      progress.start(totalSteps, "training", fromStep);
      running = true;
      loss = undefined;
      if (fromStep > 0) note(`resumed at step ${fromStep} of ${totalSteps}`);
    },
    "training-stage": (event) => note(stageLine(event)),
    step: (event) => {
      loss = loss === undefined ? event.loss : loss + SMOOTHING * (event.loss - loss);
      progress.update(event.step, { loss, tokensPerSecond: event.tokens / event.seconds });
    },
    epoch: (event) => note(epochLine(event)),
    "early-stop": ({ metric, bestEpoch }) => note(`stopped early: ${metric} was best in epoch ${bestEpoch}`),
    trained: ({ network }) => {
      stop();
      note(bestLine(network));
    },
    checkpoint: () => {},
    evaluated: () => {},
  };
  const onEvent = <K extends RunEvent["type"]>(event: Extract<RunEvent, { type: K }>): void =>
    handlers[event.type as K](event);
  return { onEvent, note, stop };
}

function tokenLine(tokens: Extract<RunEvent, { type: "tokens" }>["tokens"]): string {
  const { truncation, windows, unknown, validation_unknown: held, without_vector: without } = tokens;
  const parts = [
    `vocabulary ${formatCount(tokens.vocabulary_size)}`,
    ...(windows ? [windowPart(windows)] : []),
    `${formatPercent(truncation.cutShare)} of the training texts cut (${formatPercent(truncation.droppedShare)} of the tokens)`,
    `${formatPercent(unknown.tokenShare)} of the training tokens${held ? ` and ${formatPercent(held.tokenShare)} of the validation tokens` : ""} unknown`,
    ...(without ? [`${formatPercent(without.tokenShare)} of the training tokens without a pretrained vector`] : []),
  ];
  return parts.join(", ");
}

function windowPart({ severalShare, mean, most }: WindowStats): string {
  return `${formatPercent(severalShare)} of the training texts in several windows (${mean.toFixed(1)} a text, ${most} at most)`;
}

function stageLine({ name, index, count, fromEpoch, toEpoch, trainable, total }: StageStart): string {
  const epochs = fromEpoch === toEpoch ? `epoch ${fromEpoch}` : `epochs ${fromEpoch} to ${toEpoch}`;
  const moving = `${formatCount(trainable)} of ${formatCount(total)} parameters train`;
  return `stage ${index + 1} of ${count}, ${name}, ${epochs}: ${moving}`;
}

/** The best epochs by the chosen metric and by loss: they are often not the same. */
function bestLine({ best, bestByLoss, metric, epochs }: TrainedNetwork): string {
  if (!best || !bestByLoss) return `trained ${epochs.length} epochs; without a validation split the last one is taken`;
  const byLoss =
    metric === "loss" ? "" : `; by validation loss epoch ${bestByLoss.epoch} (${bestByLoss.value.toFixed(4)})`;
  return `best epoch by validation ${metric}: ${best.epoch} (${best.value.toFixed(4)})${byLoss}`;
}
