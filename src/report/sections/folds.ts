import { figureHtml, html } from "../../page/index.js";
import type { Chapter, ReportContext } from "../context.js";
import { repeatedFigure, repeatedTable } from "../repeated.js";

/** Cross-validation: how much the figures change with the texts that are held out. */
export function foldsChapter({ run }: ReportContext): Chapter | undefined {
  const { folds } = run.evaluation;
  if (!folds) return undefined;
  const repeated = { metrics: folds.metrics, names: folds.each.map((_, at) => `fold ${at + 1}`) };
  const figure = repeatedFigure(repeated, { id: "each-fold", title: "Figures of each fold" });
  const held = folds.each.map(({ texts }) => texts);
  return {
    section: {
      id: "folds",
      title: "Cross-validation",
      body: html`<p>${folds.count} models were trained, each without the texts of its fold (${Math.min(...held)} to ${Math.max(...held)} texts), and measured on these. Their answers together are the part <em>out-of-fold</em>; thresholds, calibration and the like were tuned on it.</p>
${figureHtml(figure)}${repeatedTable(repeated, `Figures of ${folds.count} folds`)}`,
    },
    figures: [figure],
  };
}
