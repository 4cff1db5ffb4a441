import type { PreparedPart } from "../prepare-data.js";

/** Texts in the order of the data set. */
export interface OrderedTexts {
  readonly texts: readonly string[];
  /** Where each part's texts are among them, part after part. */
  readonly rows: readonly Int32Array[];
}

/** The texts of all parts, so ordered that another split of the same data gives the same list. */
export function inDatasetOrder(parts: readonly Pick<PreparedPart, "examples" | "texts">[]): OrderedTexts {
  const all = parts
    .flatMap(({ examples, texts }, part) =>
      examples.map(({ index }, at) => ({ index, part, at, text: texts[at] as string })),
    )
    .sort((a, b) => a.index - b.index);
  const rows = parts.map(({ texts }) => new Int32Array(texts.length));
  for (const [row, { part, at }] of all.entries()) (rows[part] as Int32Array)[at] = row;
  return { texts: all.map(({ text }) => text), rows };
}
