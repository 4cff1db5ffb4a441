import { type Advice, adviceWhere, counted, percent } from "./advice.js";
import type { ExploredFigures } from "./exploration.js";

/** Shares from which a figure is worth a sentence. */
const WORTH_TELLING = { cut: 0.05, unknown: 0.05, withoutVector: 0.1, newWords: 0.1 };
/** Words of a text below which there is hardly anything to read. */
const FEW_WORDS = 3;

/** What emptiness, length and vocabulary mean. */
export function textAdvice(figures: ExploredFigures): Advice[] {
  return [...emptyTexts(figures), ...shortTexts(figures), ...lengths(figures), ...words(figures)];
}

function emptyTexts({ parts, cleaning }: ExploredFigures): Advice[] {
  const empty = parts.reduce((sum, part) => sum + part.empty, 0);
  const byCleaning =
    cleaning.emptied > 0 ? `, ${cleaning.emptied === empty ? "all" : cleaning.emptied} of them by cleaning alone` : "";
  const places = parts.filter((part) => part.empty > 0).map((part) => `${part.name}: ${part.empty}`);
  return adviceWhere(empty > 0, {
    code: "empty_texts",
    level: "warning",
    message: `${counted(empty, "text")} are empty${byCleaning}: a model can but guess their labels.`,
    fix: "drop them from training with data.on_empty: drop, and say so where figures are compared.",
    count: empty,
    places,
  });
}

function shortTexts({ parts, lengths: { words } }: ExploredFigures): Advice[] {
  const short = parts.reduce((sum, part) => sum + part.short, 0);
  return adviceWhere(short > 0.01 * words.all.count, {
    code: "short_texts",
    level: "note",
    message: `${counted(short, "text")} have one or two words.`,
    fix: `text.min_words: ${FEW_WORDS} drops them.`,
    count: short,
    places: [],
  });
}

function lengths({ lengths: { tokens } }: ExploredFigures): Advice[] {
  if (tokens === undefined) return [];
  const [first] = Object.values(tokens.cut);
  const cut = first?.share ?? 0;
  const roomy = tokens.p95 * 2 <= tokens.max_length;
  return [
    ...adviceWhere(cut >= WORTH_TELLING.cut, {
      code: "texts_cut",
      level: "warning",
      message:
        `${percent(cut)} of the training texts are longer than max_length, ${tokens.max_length} tokens; ` +
        `${percent(first?.token_share ?? 0)} of all tokens are cut away.`,
      fix: `raise text.max_length (95 of 100 texts fit in ${tokens.p95}), or read them whole: text.long_text: windows.`,
      count: first?.texts ?? 0,
      places: [],
    }),
    ...adviceWhere(roomy, {
      code: "max_length_roomy",
      level: "note",
      message: `95 of 100 texts have at most ${tokens.p95} tokens; max_length is ${tokens.max_length}.`,
      fix: `text.max_length: ${Math.ceil(tokens.p95 / 8) * 8} would bound memory, and cut few texts.`,
      count: 1,
      places: [],
    }),
    ...Object.entries(tokens.unknown).flatMap(([part, share]) =>
      adviceWhere(share >= WORTH_TELLING.unknown, {
        code: "tokens_unknown",
        level: "note",
        message: `${percent(share)} of the tokens of ${part} are not in the model's vocabulary.`,
        fix: "raise model.vocabulary.max_size, lower min_count, or take a subword tokenizer.",
        count: 1,
        places: [],
      }),
    ),
  ];
}

function words({ vocabulary }: ExploredFigures): Advice[] {
  return Object.entries(vocabulary.parts).flatMap(([part, { new_to_training: fresh, without_vector: bare }]) => [
    ...adviceWhere((fresh?.token_share ?? 0) >= WORTH_TELLING.newWords, {
      code: "words_new_to_training",
      level: "note",
      message: `${percent(fresh?.token_share ?? 0)} of the words of ${part} do not occur in the training texts.`,
      fix: "subwords or pretrained vectors know more of them than a vocabulary of the training texts.",
      count: fresh?.types ?? 0,
      places: fresh?.commonest.slice(0, 5).map(({ word }) => word) ?? [],
    }),
    ...adviceWhere((bare?.token_share ?? 0) >= WORTH_TELLING.withoutVector, {
      code: "words_without_vector",
      level: "note",
      message: `${percent(bare?.token_share ?? 0)} of the words of ${part} have no vector in ${vocabulary.vectors}.`,
      fix: "look at the commonest of them: cleaning or other vectors may help.",
      count: bare?.types ?? 0,
      places: bare?.commonest.slice(0, 5).map(({ word }) => word) ?? [],
    }),
  ]);
}
