import type { SplitEvaluation } from "../evaluation/index.js";
import { type Figure, html, page } from "../page/index.js";
import { PinakesError } from "../shared/index.js";
import { exploreReport } from "./client/explore.js";
import { moveThresholds } from "./client/sliders.js";
import type { Chapter, ReportContext } from "./context.js";
import { isCut, pageData } from "./page-data.js";
import { REPORT_STYLE } from "./report-style.js";
import type { SavedRun } from "./saved-run.js";
import { confusion } from "./sections/confusion.js";
import { foldsChapter } from "./sections/folds.js";
import { labels } from "./sections/labels.js";
import { model } from "./sections/model.js";
import { overview } from "./sections/overview.js";
import { ranking } from "./sections/ranking.js";
import { setup } from "./sections/setup.js";
import { taxonomy } from "./sections/taxonomy.js";
import { textsChapter } from "./sections/texts.js";
import { thresholds } from "./sections/thresholds.js";
import { training } from "./sections/training.js";
import { trust } from "./sections/trust.js";
import { viewsOf } from "./views.js";

/** How much a report holds. */
export interface ReportOptions {
  /** Whole texts, where the file may grow as large as they are (default: their first 300 characters). */
  readonly fullTexts?: boolean;
}

/** A report: one HTML file, and what is drawn in it. */
export interface Report {
  readonly html: string;
  readonly figures: readonly Figure[];
}

const TEXT_LENGTH = 300;

/** The report of one trained model, from what its run saved and nothing else. */
export function runReport(run: SavedRun, { fullTexts = false }: ReportOptions = {}): Report {
  const context = contextOf(run);
  const curves = ranking(context);
  const chapters = [
    overview(context),
    labels(context),
    confusion(context),
    thresholds(context),
    curves?.chapter,
    trust(context),
    foldsChapter(context),
    textsChapter(context),
    taxonomy(context),
    training(context),
    model(context),
    setup(context),
  ].filter((chapter): chapter is Chapter => chapter !== undefined);
  const limits = { textLength: fullTexts ? Number.POSITIVE_INFINITY : TEXT_LENGTH };
  const { evaluation, manifest } = run;
  const text = page({
    title: run.name,
    subtitle: html`${evaluation.task} classification by <code>${evaluation.model}</code>${manifest.finished && html`, ${manifest.finished.slice(0, 10)}`}`,
    sections: chapters.map(({ section }) => section),
    data: context.texts.length > 0 ? { report: pageData(context, curves?.data ?? [], limits) } : {},
    behaviours: [exploreReport, moveThresholds],
    style: REPORT_STYLE,
    footer: html`Made by Pinakes ${manifest.pinakes} from what the run saved. ${!fullTexts && `Texts are shown up to ${TEXT_LENGTH} characters, the surest mistakes up to 600 (--full-texts keeps all).`} ${context.views.some(isCut) && "Of each text the most probable labels alone are kept: low thresholds count the others as absent."}`,
  });
  return { html: text, figures: chapters.flatMap(({ figures }) => figures) };
}

/** The part that is looked at closely is test, or what there is instead. */
function contextOf(run: SavedRun): ReportContext {
  const { splits } = run.evaluation;
  const splitName = ["test", "validation", ...Object.keys(splits)].find((name) => splits[name] !== undefined);
  if (splitName === undefined) {
    throw new PinakesError("RUN_NOT_FOUND", {
      where: run.name,
      message: "its evaluation.json has no part with texts.",
      fix: "train again with test or validation texts.",
    });
  }
  const split = splits[splitName] as SplitEvaluation;
  const texts = run.predictions.filter((text) => text.split === splitName);
  return { run, splitName, split, texts, views: viewsOf(run.evaluation, split, texts) };
}
