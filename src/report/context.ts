import type { Prediction, SplitEvaluation } from "../evaluation/index.js";
import type { Figure, Section } from "../page/index.js";
import type { SavedRun } from "./saved-run.js";
import type { View } from "./views.js";

/** What all sections are made from. */
export interface ReportContext {
  readonly run: SavedRun;
  /** The split that is looked at closely: test, where there is one. */
  readonly splitName: string;
  readonly split: SplitEvaluation;
  readonly texts: readonly Prediction[];
  readonly views: readonly View[];
}

/** A section with the figures that stand in it. */
export interface Chapter {
  readonly section: Section;
  readonly figures: readonly Figure[];
}

/** A name for anchors and files: what stands for a level or a label in them. */
export function slug(...parts: readonly string[]): string {
  return parts
    .filter((part) => part !== "")
    .map((part) =>
      part
        .toLowerCase()
        .replace(/[^a-z0-9]+/gu, "-")
        .replace(/^-|-$/gu, ""),
    )
    .join("-");
}

/** What stands behind a title where there are several levels. */
export function ofLevel({ name }: View): string {
  return name === "" ? "" : `, ${name}`;
}
