import { InternalError, PinakesError, present, type SparseMatrix } from "../../shared/index.js";
import type { AnalyzerKind } from "./analyzers.js";
import type { Artifact, ArtifactTensor } from "./artifact.js";
import { type BlockOptions, fitBlock, TfidfBlock } from "./block.js";
import { type NormaliseOptions, normalise } from "./normalise.js";
import { RowBuilder } from "./row-builder.js";

/** Options of {@link TfidfVectorizer}; at least one of `word` and `char` is given. */
export interface TfidfOptions extends NormaliseOptions {
  /** n-grams of words (tokens of two or more letters, digits or underscores), or false. */
  readonly word: false | BlockOptions;
  /** n-grams of characters inside words padded with a space on each side (`char_wb`), or false. */
  readonly char: false | BlockOptions;
  /** 1 + ln(tf) instead of tf. */
  readonly sublinearTf: boolean;
}

/** The plain data of a fitted vectorizer; its `idf` tensors go by the names of the blocks. */
export interface TfidfJson extends NormaliseOptions {
  readonly sublinearTf: boolean;
  readonly blocks: readonly {
    readonly kind: AnalyzerKind;
    readonly ngrams: readonly [number, number];
    readonly features: readonly string[];
  }[];
}

/** A column of the matrix: its kind of n-gram and the n-gram. */
export interface TfidfFeature {
  readonly kind: AnalyzerKind;
  readonly name: string;
}

/**
 * Texts to sparse TF-IDF vectors, as scikit-learn's `TfidfVectorizer` makes them: tf (or 1 + ln tf) times the smoothed
 * idf = ln((1 + n) / (1 + df)) + 1, each row of unit l2 length. With word and character n-grams the columns of both
 * stand side by side and each part of a row has unit length, as in a `FeatureUnion` of two vectorizers.
 */
export class TfidfVectorizer {
  private constructor(
    private readonly options: NormaliseOptions & { readonly sublinearTf: boolean },
    private readonly blocks: readonly TfidfBlock[],
  ) {}

  /** Learns features and weights from texts, and gives the vectors of the same texts. */
  static fitTransform(
    texts: readonly string[],
    options: TfidfOptions,
  ): { vectorizer: TfidfVectorizer; matrix: SparseMatrix } {
    const { lowercase, stripAccents, sublinearTf } = options;
    const normalised = texts.map((text) => normalise(text, options));
    const kinds: [AnalyzerKind, false | BlockOptions][] = [
      ["word", options.word],
      ["char_wb", options.char],
    ];
    const fitted = kinds.flatMap(([kind, block]) =>
      block === false ? [] : [fitBlock(normalised, { ...block, kind, sublinearTf })],
    );
    const blocks = fitted.map(({ block }) => block);
    const vectorizer = new TfidfVectorizer({ lowercase, stripAccents, sublinearTf }, blocks);
    if (vectorizer.columns === 0) throw emptyVocabulary(texts.length);
    const matrix = vectorizer.build(texts.length, (index, block, row, offset) =>
      present(fitted[block], "the fitted block").appendFitted(index, row, offset),
    );
    return { vectorizer, matrix };
  }

  /** Width of the vectors. */
  get columns(): number {
    return this.blocks.reduce((sum, block) => sum + block.state.features.length, 0);
  }

  /** The vectors of texts, [texts, columns]. A text without a known n-gram is a row of zeros. */
  transform(texts: readonly string[]): SparseMatrix {
    let text = "";
    return this.build(texts.length, (index, block, row, offset) => {
      if (block === 0) text = normalise(present(texts[index], "the text"), this.options);
      present(this.blocks[block], "the block").appendText(text, row, offset);
    });
  }

  /**
   * Shares the features of a text out over its words: values of columns that were given a text become values of its words.
   * Each occurrence of an n-gram takes an equal part of its column's value, and each of its tokens an equal part of that.
   * @param words   the text in parts that no white space divides; joined by spaces they are the text
   * @param values  [columns] of the text's features; of others they don't count
   * @returns       [words], with the same sum
   */
  shareOut(words: readonly string[], values: ArrayLike<number>): Float64Array {
    const parts = words.map((word) => normalise(word, this.options));
    const shares = new Float64Array(words.length);
    let offset = 0;
    for (const block of this.blocks) {
      const places = new Map<number, number[]>();
      block.locate(parts, (column, partsOf) => {
        const known = places.get(column) ?? [];
        places.set(column, known);
        for (const part of partsOf) known.push(part);
      });
      // All occurrences of a column have as many tokens, so that a token is an equal part of the whole.
      for (const [column, tokens] of places) {
        const share = (values[offset + column] as number) / tokens.length;
        for (const word of tokens) shares[word] = (shares[word] as number) + share;
      }
      offset += block.state.features.length;
    }
    return shares;
  }

  /** What a column counts. */
  feature(column: number): TfidfFeature {
    let place = column;
    for (const { state } of this.blocks) {
      const name = state.features[place];
      if (name !== undefined) return { kind: state.kind, name };
      place -= state.features.length;
    }
    throw new InternalError(`the TF-IDF vectors have no column ${column}`);
  }

  /** The fitted vectorizer as plain data. */
  toArtifact(): Artifact<TfidfJson> {
    const tensors: Record<string, ArtifactTensor> = {};
    for (const { state } of this.blocks) {
      tensors[idfName(state.kind)] = { dtype: "F64", shape: [state.idf.length], data: state.idf };
    }
    const blocks = this.blocks.map(({ state }) => ({
      kind: state.kind,
      ngrams: state.ngrams,
      features: state.features,
    }));
    return { json: { ...this.options, blocks }, tensors };
  }

  /** The vectorizer of {@link TfidfVectorizer.toArtifact}. */
  static fromArtifact({ json, tensors }: Artifact<TfidfJson>): TfidfVectorizer {
    const { lowercase, stripAccents, sublinearTf } = json;
    const blocks = json.blocks.map((block) => {
      const idf = tensors[idfName(block.kind)];
      if (idf?.dtype !== "F64" || idf.data.length !== block.features.length) throw brokenIdf(block, idf);
      return new TfidfBlock({ ...block, idf: idf.data }, sublinearTf);
    });
    return new TfidfVectorizer({ lowercase, stripAccents, sublinearTf }, blocks);
  }

  private build(
    rows: number,
    append: (index: number, block: number, row: RowBuilder, offset: number) => void,
  ): SparseMatrix {
    const builder = new RowBuilder();
    for (let index = 0; index < rows; index++) {
      let offset = 0;
      for (const [place, { state }] of this.blocks.entries()) {
        append(index, place, builder, offset);
        offset += state.features.length;
      }
      builder.endRow();
    }
    return builder.build(this.columns);
  }
}

const idfName = (kind: AnalyzerKind): string => `tfidf.${kind}.idf`;

function emptyVocabulary(texts: number): PinakesError {
  return new PinakesError("DATA_EMPTY", {
    where: "model",
    message: `no n-gram of the ${texts} training texts occurs in as many texts as min_df asks for, so there is no feature`,
    fix: "give more texts, or lower model.word.min_df and model.char.min_df to 1.",
  });
}

function brokenIdf(
  block: { kind: string; features: readonly string[] },
  idf: ArtifactTensor | undefined,
): PinakesError {
  const found = idf === undefined ? "nothing" : `${idf.dtype} [${idf.shape.join(", ")}]`;
  return new PinakesError("MODEL_ARTIFACT", {
    where: idfName(block.kind as AnalyzerKind),
    message: `expected F64 [${block.features.length}], one weight a feature, and found ${found}`,
    fix: "train the model again, or copy the whole model folder anew.",
  });
}
