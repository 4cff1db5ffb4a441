import type { LinearTextModel } from "../classifier/index.js";
import { occlusion } from "./occlusion.js";
import { type Reading, remembering } from "./reading.js";
import { type Target, targetScore, targetWeights } from "./target.js";
import type { Attribution, AttributionOptions, Method, Word } from "./types.js";

/** n-grams that are named. */
const NAMED_FEATURES = 12;

/** A text as `tfidf-linear` reads it. Its words are what stands between white space. */
export class LinearReading implements Reading {
  readonly words: readonly Word[];
  readonly methods: readonly Method[] = ["contributions", "occlusion"];

  constructor(
    private readonly model: LinearTextModel,
    readonly text: string,
  ) {
    this.words = Array.from(text.matchAll(/\S+/gu), ({ 0: word, index }) => ({
      text: word,
      start: index,
      end: index + word.length,
    }));
  }

  readonly logits = remembering((kept) =>
    this.model.logits(
      kept.map((stays) =>
        this.words
          .filter((_, at) => stays[at] === 1)
          .map(({ text }) => text)
          .join(" "),
      ),
    ),
  );

  /** Of two classes, where the model learned the difference of their logits, that difference. */
  score(target: Target, logits: readonly ArrayLike<number>[]): number {
    const [place, more] = target.places;
    if (place === undefined || more !== undefined) return targetScore(target, logits);
    const rival = this.model.model.rival({ output: target.output, place });
    const against = rival === undefined ? 0 : (logits[target.output]?.[rival] as number);
    return targetScore(target, logits) - against;
  }

  async attribute(target: Target, methods: readonly Method[], _options: AttributionOptions): Promise<Attribution[]> {
    const results: Attribution[] = [];
    for (const method of methods) {
      if (method === "contributions") results.push(await this.contributions(target));
      if (method === "occlusion") results.push(await occlusion(this, target));
    }
    return results;
  }

  /**
   * Coefficient × value: exact, since the logit is their sum with the bias. Of a label that several paths lead to, whose
   * score is no sum, the paths' contributions by their share in it; `rest` is then what is left.
   */
  private async contributions(target: Target): Promise<Attribution> {
    const { model } = this.model;
    const logits = await this.logits([new Uint8Array(this.words.length).fill(1)]);
    const weights = targetWeights(target, logits)[target.output] as Float32Array;
    const values = new Float64Array(model.features);
    let bias = 0;
    for (const place of target.places) {
      const own = model.contributions(this.text, { output: target.output, place });
      bias += own?.bias ?? 0;
      own?.values.forEach((value, column) => {
        if (value !== 0) values[column] = (values[column] as number) + (weights[place] as number) * value;
      });
    }
    const words = this.words.map(({ text }) => text);
    const sum = values.reduce((total, value) => total + value, 0);
    return {
      method: "contributions",
      scores: [...model.shareOut(words, values)],
      rest: target.places.length === 1 ? bias : this.score(target, logits) - sum,
      features: this.namedFeatures(values),
    };
  }

  private namedFeatures(values: Float64Array): NonNullable<Attribution["features"]> {
    return [...values.keys()]
      .filter((column) => values[column] !== 0)
      .sort((a, b) => Math.abs(values[b] as number) - Math.abs(values[a] as number))
      .slice(0, NAMED_FEATURES)
      .map((column) => ({ ...this.model.model.feature(column), value: values[column] as number }));
  }
}
