import { type Classifier, LinearTextModel, NetworkTextModel } from "../classifier/index.js";
import { type Gold, rowOf } from "../labels/index.js";
import { NetworkExplainer } from "../models/index.js";
import { PinakesError, present, type Rng } from "../shared/index.js";
import { agreementOf } from "./agreement.js";
import { type AttentionView, attentionView } from "./attention-view.js";
import { meanFaithfulness, measureFaithfulness, orderByScore, type Probability } from "./faithfulness.js";
import { LinearReading } from "./linear-reading.js";
import { NetworkReading } from "./network-reading.js";
import { allKept, type Reading } from "./reading.js";
import { answeredTargets, goldSays, namedTarget, type Target } from "./target.js";
import type { AttributionOptions, Method, MethodFaithfulness, TargetExplanation, TextExplanation } from "./types.js";
import { textWarnings } from "./warnings.js";

/** How one text is explained. */
export interface ExplainTextOptions extends AttributionOptions, AttentionView {
  /** Of the random orders that methods are compared with. */
  readonly rng: Rng;
  /** How many of them. Default 5; 0 leaves faithfulness unmeasured. */
  readonly randomOrders?: number | undefined;
  /** Labels to explain in place of those that are said: names, or joined paths. */
  readonly labels?: readonly string[] | undefined;
  /** What is true. */
  readonly gold?: Gold | undefined;
  readonly id?: string | undefined;
}

const RANDOM_ORDERS = 5;
const BEST_LABELS = 3;

/** Explains what a classifier says. It keeps sessions: release it. */
export class Explainer {
  private readonly network: NetworkExplainer | undefined;

  /** @throws PinakesError EXPLAIN_MODEL for a model that reads no text */
  constructor(readonly classifier: Classifier) {
    const { model } = classifier;
    if (model instanceof NetworkTextModel) {
      const { threads } = model;
      this.network = new NetworkExplainer(model.network, model.values, { threads });
    } else if (!(model instanceof LinearTextModel)) {
      throw new PinakesError("EXPLAIN_MODEL", {
        where: `a model of type ${model.type}`,
        message: "it says the same of every text, so that no word has a part in it.",
        fix: "explain a model that reads texts: tfidf-linear, bilstm-attention, bert, ….",
      });
    }
  }

  /** A raw text as the model reads it. */
  async read(text: string): Promise<Reading> {
    const { model } = this.classifier;
    const prepared = this.classifier.prepare(text);
    if (model instanceof NetworkTextModel) {
      return NetworkReading.read(model, present(this.network, "the network"), prepared);
    }
    return new LinearReading(model as LinearTextModel, prepared);
  }

  /** What the model says of a raw text, and why. */
  async explain(text: string, options: ExplainTextOptions): Promise<TextExplanation> {
    const { classifier } = this;
    const reading = await this.read(text);
    const logits = await reading.logits([allKept(reading)]);
    const scores = classifier.probabilities(logits);
    const predicted = present(classifier.answers(scores)[0], "an answer");
    const said = answeredTargets(classifier, scores, predicted);
    const targets = options.labels?.map((label) => namedTarget(classifier, label)) ?? said;
    const methods = methodsOf(reading, options.methods);
    const explained: TargetExplanation[] = [];
    for (const target of targets) {
      explained.push(await this.explainTarget(reading, { target, methods, logits, predicted, options }));
    }
    const { gold, id } = options;
    const attention = reading instanceof NetworkReading ? attentionView(reading, options) : undefined;
    return {
      ...(id === undefined ? {} : { id }),
      text: reading.text,
      words: reading.words,
      ...windowsOf(reading),
      ...(gold === undefined ? {} : { gold, right: sameLabels(gold, predicted) }),
      predicted,
      heads: this.bestLabels(scores),
      targets: explained,
      ...(attention === undefined ? {} : { attention }),
      warnings: textWarnings(explained),
    };
  }

  /** The probabilities of a target in texts whose logits are given. */
  readonly probability: Probability = ({ score }, logits, count) => {
    const scores = present(this.classifier.probabilities(logits)[score.array], "the scores of a head");
    const width = scores.length / count;
    return Float64Array.from({ length: count }, (_, row) => scores[row * width + score.id] as number);
  };

  /** Frees the sessions of the explainer; those of the classifier are its own. */
  async release(): Promise<void> {
    await this.network?.release();
  }

  private async explainTarget(reading: Reading, asked: AskedTarget): Promise<TargetExplanation> {
    const { target, methods, logits, predicted, options } = asked;
    const score = reading.score(target, logits);
    if (!Number.isFinite(score)) throw settled(target);
    const attributions = await reading.attribute(target, methods, options);
    const { randomOrders = RANDOM_ORDERS, rng, gold } = options;
    const places = [...reading.words.keys()];
    const random = Array.from({ length: randomOrders }, (_, draw) => rng.split("order", draw).shuffle(places));
    const orders = [...attributions.map(({ scores }) => orderByScore(scores)), ...random];
    const measured =
      places.length === 0 || randomOrders === 0
        ? []
        : await measureFaithfulness(
            reading,
            orders.map((order) => ({ order, target })),
            this.probability,
          );
    const own = measured.slice(0, attributions.length);
    const faithfulness: MethodFaithfulness[] = own.map((one, at) => ({ method: methods[at] as Method, ...one }));
    if (measured.length > own.length) {
      faithfulness.push({ method: "random", ...meanFaithfulness(measured.slice(own.length)) });
    }
    return {
      head: target.head,
      label: target.label,
      probability: this.probability(target, logits, 1)[0] as number,
      score,
      said: goldSays(this.classifier, predicted, target),
      ...(gold === undefined ? {} : { right: goldSays(this.classifier, gold, target) }),
      attributions,
      faithfulness,
      agreement: agreementOf(attributions),
    };
  }

  private bestLabels(scores: readonly Float32Array[]): TextExplanation["heads"] {
    const own = rowOf(scores, 0, 1);
    return this.classifier.space.heads.map(({ name, labels }, head) => ({
      name,
      best: labels
        .map((label, id) => ({ label, score: own[head]?.[id] as number }))
        .sort((a, b) => b.score - a.score)
        .slice(0, BEST_LABELS),
    }));
  }
}

/** A target of a text, and what is known of the text. */
interface AskedTarget {
  readonly target: Target;
  readonly methods: readonly Method[];
  readonly logits: readonly Float32Array[];
  readonly predicted: Gold;
  readonly options: ExplainTextOptions;
}

function windowsOf(reading: Reading): Pick<TextExplanation, "windows"> {
  const windows = reading instanceof NetworkReading ? reading.windows.length : 1;
  return windows > 1 ? { windows } : {};
}

/** Whether two sets or paths of labels are the same. */
export function sameLabels(first: Gold, second: Gold): boolean {
  return first.length === second.length && first.every((label, at) => label === second[at]);
}

/** The methods that are asked for, of those that the model has. @throws PinakesError EXPLAIN_MODEL for others */
function methodsOf({ methods }: Pick<Reading, "methods">, asked: readonly Method[] | undefined): Method[] {
  const missing = asked?.find((method) => !methods.includes(method));
  if (missing === undefined) return asked ? [...asked] : [...methods];
  throw new PinakesError("EXPLAIN_MODEL", {
    where: `method ${missing}`,
    message: "the model does not have it.",
    fix: `use one of ${methods.join(", ")}.`,
  });
}

function settled({ label }: Target): PinakesError {
  return new PinakesError("EXPLAIN_MODEL", {
    where: `label ${label}`,
    message: "no training text had it (or all had), so that no word speaks for it or against it.",
    fix: "explain another label.",
  });
}
