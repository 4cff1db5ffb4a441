import type { ErrorEntry } from "../../src/shared/index.js";

const HEAD = `# Errors

Generated from the catalogue by \`npm run generate\`; don't edit.

Every error says where it happened, what was expected and what was found, and what to type next:

\`\`\`
[DATA_ROWS] train.csv:412: 2 fields; expected 3 (id, text, label)
  fix: quote texts that hold commas, or set data.on_bad_row: skip.
\`\`\`

The exit code of a command tells the kind; the codes of all commands stand in [cli.md](cli.md#exit-codes).
`;

const KINDS: readonly (readonly [exitCode: number, title: string])[] = [
  [1, "Failure"],
  [2, "Usage"],
  [3, "Config"],
  [4, "Data and text"],
  [5, "Model"],
  [6, "Environment"],
  [130, "Interrupted"],
];

/** The page of all error codes, a table an exit code. */
export function errorsPage(errors: Readonly<Record<string, ErrorEntry>>): string {
  const sections = KINDS.flatMap(([exitCode, title]) => {
    const entries = Object.entries(errors).filter(([, entry]) => entry.exitCode === exitCode);
    if (entries.length === 0) return [];
    const rows = entries.map(([code, { summary }]) => `| \`${code}\` | ${summary} |`);
    return [[`## ${title} (exit code ${exitCode})`, "", "| code | meaning |", "| --- | --- |", ...rows, ""].join("\n")];
  });
  return [HEAD, ...sections].join("\n");
}
