import type { DataFile } from "./files.js";
import { badLines, readLineBlocks } from "./line-blocks.js";
import { NOT_UTF8, type RawRow } from "./rows.js";

/** The column that the lines of a plain text file stand in. */
export const TXT_COLUMN = "text";

/**
 * The lines of a plain text file as rows of one column, `text`, in batches. Blank lines are no rows.
 * @throws PinakesError DATA_ENCODING, DATA_FORMAT for files that can't be read by lines.
 */
export async function* readTxt(file: DataFile): AsyncGenerator<RawRow[]> {
  for await (const block of readLineBlocks(file)) {
    const bad = badLines(block);
    const lines = block.bytes.toString("utf8").split("\n");
    yield lines.flatMap((text, index): RawRow[] => {
      const line = block.firstLine + index;
      if (text.trim() === "") return [];
      return [bad.has(line) ? { line, problem: NOT_UTF8 } : { line, values: { [TXT_COLUMN]: text.trimEnd() } }];
    });
  }
}
