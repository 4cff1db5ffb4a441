import { readFile } from "node:fs/promises";
import { LineCounter, parseDocument } from "yaml";
import { PinakesError } from "../shared/index.js";
import type { ConfigPath } from "./schema.js";

/** A config file, read but not checked. */
export interface ConfigSource {
  readonly value: unknown;
  /** The line, from 1, of the nearest ancestor of a path that the file holds. */
  readonly lineOf: (path: ConfigPath) => number | undefined;
}

/**
 * Reads a YAML or JSON file.
 *
 * @throws PinakesError CONFIG_NOT_FOUND, or CONFIG_SYNTAX with line and column, also for a key that is there twice
 */
export async function readConfigFile(file: string): Promise<ConfigSource> {
  return parseConfigText(await readText(file), file);
}

async function readText(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw notReadable(file, cause);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new PinakesError("CONFIG_SYNTAX", {
      where: file,
      message: "the file is not valid UTF-8",
      fix: "save the config as UTF-8 text.",
      cause,
    });
  }
}

function notReadable(file: string, cause: unknown): PinakesError {
  const code = (cause as NodeJS.ErrnoException).code;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: "there is no such config file",
    EISDIR: "this is a folder, not a config file",
    EACCES: "the config file may not be read by this user",
  };
  return new PinakesError("CONFIG_NOT_FOUND", {
    where: file,
    message: reasons[code ?? ""] ?? `the config file can't be read (${code ?? String(cause)})`,
    fix: "give the path of a YAML or JSON file, or make one with: pinakes init DATA",
    cause,
  });
}

/** Parses the text of a YAML or JSON config; `file` is for messages. JSON is read as the YAML that it also is. */
function parseConfigText(text: string, file: string): ConfigSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const problem = document.errors[0];
  if (problem !== undefined) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw syntaxError({
      text,
      line,
      column: col,
      where: file,
      message: describe(problem.code, problem.message),
      cause: problem,
    });
  }
  const value = toPlain(document, file);
  return {
    value,
    lineOf: (path) => {
      for (let length = path.length; length > 0; length--) {
        const offset = offsetOf(document, path.slice(0, length));
        if (offset !== undefined) return lines.linePos(offset).line;
      }
      return undefined;
    },
  };
}

type Document = ReturnType<typeof parseDocument>;

function toPlain(document: Document, file: string): unknown {
  try {
    return document.toJS() as unknown;
  } catch (cause) {
    throw new PinakesError("CONFIG_SYNTAX", {
      where: file,
      message: `an alias can't be resolved: ${(cause as Error).message}`,
      fix: "write the value out instead of the alias.",
      cause,
    });
  }
}

function offsetOf(document: Document, path: ConfigPath): number | undefined {
  const node = document.getIn(path, true);
  return hasRange(node) ? node.range?.[0] : undefined;
}

function hasRange(node: unknown): node is { range?: readonly number[] } {
  return typeof node === "object" && node !== null && "range" in node;
}

function describe(code: string, message: string): string {
  if (code === "DUPLICATE_KEY") return "a key is there twice in the same map";
  if (code === "MULTIPLE_DOCS") return "the file holds several YAML documents, and a config is one";
  return message;
}

interface SyntaxDetails {
  readonly text: string;
  readonly line: number;
  readonly column: number;
  readonly where: string;
  readonly message: string;
  readonly cause: unknown;
}

function syntaxError({ text, line, column, where, message, cause }: SyntaxDetails): PinakesError {
  const shown = text.split("\n")[line - 1]?.trimEnd() ?? "";
  const excerpt = shown === "" ? "" : `\n  ${line} | ${shown}\n${" ".repeat(String(line).length + 4 + column)}^`;
  return new PinakesError("CONFIG_SYNTAX", {
    where: `${where}:${line}:${column}`,
    message: `${message}${excerpt}`,
    fix: "correct this line; maps are indented by spaces, and texts with : or # need quotes.",
    cause,
  });
}
