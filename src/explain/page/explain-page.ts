import { type Figure, html, page, pairs, type Section } from "../../page/index.js";
import type { SampleExplanation, TextExplanation } from "../types.js";
import { HEAT_STYLE } from "./heat.js";
import { sampleSections } from "./sample-section.js";
import { textSection } from "./text-section.js";

/** A page of explanations, and its figures. */
export interface ExplainPage {
  /** One HTML file that needs no network. */
  readonly html: string;
  readonly figures: readonly Figure[];
}

/** What a page is about. */
export interface ExplainPageOptions {
  /** The run that is explained. */
  readonly run: string;
  /** The type of its model. */
  readonly model: string;
}

const STYLE = `${HEAT_STYLE}
.side-by-side{display:flex;flex-wrap:wrap;gap:0 1.5rem;align-items:flex-start}
`;

/** Texts with what drove their labels. */
export function textsPage(texts: readonly TextExplanation[], options: ExplainPageOptions): ExplainPage {
  const parts = texts.map((text, at) => textSection(text, `text-${at + 1}`));
  return build(
    parts.map(({ section }) => section),
    parts.flatMap(({ figures }) => figures),
    options,
  );
}

/** A sample of right and wrong predictions: figures over all of them, and some of them whole. */
export function samplePage(sample: SampleExplanation, options: ExplainPageOptions): ExplainPage {
  const { sections, figures } = sampleSections(sample);
  const parts = sample.texts.map((text, at) => textSection(text, `text-${at + 1}`));
  return build(
    [...sections, ...parts.map(({ section }) => section)],
    [...figures, ...parts.flatMap((part) => part.figures)],
    options,
  );
}

function build(
  sections: readonly Section[],
  figures: readonly Figure[],
  { run, model }: ExplainPageOptions,
): ExplainPage {
  const text = page({
    title: "Why the model says so",
    subtitle: `${run}, a model of type ${model}`,
    sections: [...sections, METHODS_SECTION],
    style: STYLE,
  });
  return { html: text, figures };
}

const METHODS_SECTION: Section = {
  id: "methods",
  title: "How to read this",
  body: html`<p>A score says what a word adds to the score of one label, in this text and for this model. It does not say what would be right, and methods may disagree: faithfulness measures which of them knows the words that the model needs.</p>${pairs(
    [
      [
        "contributions",
        "Of a linear model: coefficient × value of each n-gram, shared out over its words. Exact: with the bias they sum to the score.",
      ],
      [
        "integrated gradients",
        "The gradient, integrated on the way from a text without content (each word the embedding of padding, unless chosen otherwise) to the text. The scores sum to the difference of the two.",
      ],
      ["gradient × input", "The slope at the text times the embedding. Cheap; wrong where the model is saturated."],
      [
        "occlusion",
        "The score less that of the text without the word. Of words that say the same, neither seems to matter.",
      ],
      [
        "attention",
        "How much what the head reads looks at the word in the last layer. It says where the model looks, not what it concludes.",
      ],
      [
        "attention rollout",
        "The same through all layers, with the residual connections counted as looking at oneself.",
      ],
      [
        "deletion and insertion",
        "The words are taken out, or put in, in a method's order; the probability of the label is watched.",
      ],
      ["random", "Orders drawn at random. A method that is no better explains nothing."],
    ],
  )}`,
};
