import type { RunConfig } from "../../config/index.js";
import {
  answerer,
  answerScores,
  applyCalibration,
  type Decisions,
  fitCalibration,
  fitConformal,
  isRight,
  tuneAbstention,
} from "../../decisions/index.js";
import type { LabelScheme, LabelSpace } from "../../labels/index.js";
import { present, Rng } from "../../shared/index.js";
import type { HeldOutTexts } from "../plan/fit-plan.js";
import { tunesThresholds, tuneThresholds } from "./tune-thresholds.js";

/** What a config settles on texts that the model has not learned from. */
interface Settled {
  /** Calibration and thresholds, which change probabilities and answers. */
  readonly tunes: boolean;
  /** Prediction sets and abstention, which promise something of these. */
  readonly promises: boolean;
}

/** What of a config is settled on texts set aside. `majority` says the same of all texts, so that nothing can be. */
function settledBy(config: RunConfig, space: LabelSpace): Settled {
  const { model, calibration, conformal, abstain } = config;
  const learns = model.type !== "majority";
  return {
    tunes: (learns && calibration.method !== "none") || tunesThresholds(config, space),
    promises: learns && (conformal !== undefined || abstain !== undefined),
  };
}

/** Whether anything is to be settled on texts set aside. */
export function needsHeldOut(config: RunConfig, space: LabelSpace): boolean {
  const { tunes, promises } = settledBy(config, space);
  return tunes || promises;
}

/** What was settled, and on how many texts: none where there was nothing to do. */
export interface SettledDecisions {
  readonly decisions: Decisions;
  readonly tunedOn: number;
  readonly promisedOn: number;
}

/**
 * Calibration first, then thresholds on calibrated probabilities; then prediction sets and abstention on what these make of
 * other texts. A promise holds for texts that are like those it was fitted to, which it would not be of texts that the rest
 * was tuned on: where there is both, one half of the texts tunes and the other one promises.
 */
export function settleDecisions(
  config: RunConfig,
  scheme: LabelScheme,
  held: HeldOutTexts | undefined,
): SettledDecisions {
  const { space } = scheme;
  if (!held || held.golds.length === 0) {
    return { decisions: tuneThresholds(config, space, undefined), tunedOn: 0, promisedOn: 0 };
  }
  const { tunes, promises } = settledBy(config, space);
  const [tuning, promising] = tunes && promises ? halves(held) : [held, held];
  const tuned = tuneAnswers(config, scheme, tuning);
  return {
    decisions: promises ? { ...tuned, ...promise(config, scheme, { tuned, held: promising }) } : tuned,
    tunedOn: tunes ? tuning.golds.length : 0,
    promisedOn: promises ? promising.golds.length : 0,
  };
}

function tuneAnswers(config: RunConfig, scheme: LabelScheme, { golds, logits }: HeldOutTexts): Decisions {
  if (config.calibration.method === "none" || config.model.type === "majority") {
    return tuneThresholds(config, scheme.space, { golds, scores: scheme.probabilities(logits) });
  }
  const targets = scheme.targets(golds);
  const outputs = scheme.outputs.map((output, index) => ({
    output,
    logits: present(logits[index], "an output's logits"),
    targets: present(targets[index], "an output's targets"),
  }));
  const calibration = fitCalibration(config.calibration, outputs);
  const scores = scheme.probabilities(applyCalibration(calibration, logits));
  return { calibration, ...tuneThresholds(config, scheme.space, { golds, scores }) };
}

function promise(
  { hierarchy, conformal, abstain }: RunConfig,
  scheme: LabelScheme,
  { tuned, held: { texts, golds, logits } }: { readonly tuned: Decisions; readonly held: HeldOutTexts },
): Decisions {
  const { space } = scheme;
  const scores = scheme.probabilities(tuned.calibration ? applyCalibration(tuned.calibration, logits) : logits);
  const answers = answerer(space, hierarchy, tuned)(scores);
  const answered = { texts, golds, scores, answers };
  const right = golds.map((gold, row) => isRight(gold, present(answers[row], "an answer")));
  return {
    ...(conformal ? { conformal: fitConformal({ space, hierarchy }, answered, conformal) } : {}),
    ...(abstain
      ? { abstention: tuneAbstention({ scores: answerScores(space, hierarchy, answered), right }, abstain) }
      : {}),
  };
}

/** Two halves of texts, drawn the same way each time. */
function halves(held: HeldOutTexts): readonly [HeldOutTexts, HeldOutTexts] {
  const count = held.golds.length;
  const rows = Rng.fromSeed(0)
    .split("halves of texts set aside")
    .shuffle(Array.from({ length: count }, (_, row) => row));
  const first = Math.ceil(count / 2);
  return [pick(held, rows.slice(0, first)), pick(held, rows.slice(first))];
}

function pick({ texts, golds, logits }: HeldOutTexts, rows: readonly number[]): HeldOutTexts {
  return {
    texts: rows.map((row) => present(texts[row], "a text")),
    golds: rows.map((row) => present(golds[row], "a gold")),
    logits: logits.map((values) => {
      const size = values.length / golds.length;
      const own = new Float32Array(rows.length * size);
      for (const [at, row] of rows.entries()) own.set(values.subarray(row * size, (row + 1) * size), at * size);
      return own;
    }),
  };
}
