import type { JsonObject } from "../token-encoder.js";
import type { LibraryModel } from "./library.js";
import { unsupported } from "./refuse.js";

/** The tokens of a piece: ids, and the units [start, end) of the piece that each covers. */
export interface PieceTokens {
  readonly ids: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Words repeat; so many different ones are kept. */
const KEPT = 100_000;
const LONGEST_KEPT = 64;

/**
 * Divides pieces into tokens by the library's WordPiece, BPE or Unigram model, and tells which part of the piece each
 * covers.
 * @throws {@link unsupported} for another model, or an option of BPE that the BERT family does not use
 */
export function createPieceModel(json: JsonObject, model: LibraryModel): (piece: string) => PieceTokens {
  const divide = dividerOf(json, model);
  const known = new Map<string, PieceTokens>();
  return (piece) => {
    const found = known.get(piece);
    if (found) return found;
    const tokens = divide(piece);
    if (piece.length > LONGEST_KEPT) return tokens;
    if (known.size >= KEPT) known.clear();
    known.set(piece, tokens);
    return tokens;
  };
}

function dividerOf(json: JsonObject, model: LibraryModel): (piece: string) => PieceTokens {
  const { type } = json;
  if (type === "WordPiece") return (piece) => wordPieces(piece, model, String(json.continuing_subword_prefix));
  if (type === "Unigram" && model.tokenize) {
    const parts = model.tokenize.bind(model);
    const rules = rulesOf(json, model, true);
    return (piece) => lookUp(parts(piece), rules);
  }
  if (type === "BPE" && model.bpe) {
    refuseBpeOptions(json);
    const parts = model.bpe.bind(model);
    const rules = rulesOf(json, model, json.fuse_unk === true);
    const whole = json.ignore_merges === true;
    return (piece) => lookUp(whole && model.tokens_to_ids.has(piece) ? [piece] : parts(piece), rules);
  }
  throw unsupported(`a model of type ${String(type)}`);
}

function refuseBpeOptions(json: JsonObject): void {
  for (const key of ["continuing_subword_prefix", "end_of_word_suffix", "dropout"]) {
    const value = json[key];
    if (value !== null && value !== undefined && value !== "" && value !== 0) throw unsupported(`a BPE with ${key}`);
  }
}

/** A word is either divided wholly, or one unknown token. */
function wordPieces(piece: string, model: LibraryModel, prefix: string): PieceTokens {
  const tokens = model.encode([piece]);
  const ids = tokens.map((token) => model.tokens_to_ids.get(token) as number);
  if (tokens.length === 1) return { ids, starts: [0], ends: [piece.length] };
  const [starts, ends]: [number[], number[]] = [[], []];
  let at = 0;
  for (const [index, token] of tokens.entries()) {
    starts.push(at);
    at += token.length - (index === 0 ? 0 : prefix.length);
    ends.push(at);
  }
  return { ids, starts, ends };
}

/** What becomes of a part that the vocabulary does not hold. */
interface Rules {
  readonly ids: ReadonlyMap<string, number>;
  readonly unkId: number | undefined;
  /** Whether neighbours become one unknown token. */
  readonly fuse: boolean;
  /** Whether its bytes have tokens, as <0x0A>. */
  readonly bytes: boolean;
}

function rulesOf(json: JsonObject, { tokens_to_ids: ids, unk_token: unk }: LibraryModel, fuse: boolean): Rules {
  const unkId = typeof json.unk_id === "number" ? json.unk_id : ids.get(String(unk));
  return { ids, unkId, fuse, bytes: json.byte_fallback === true };
}

function lookUp(parts: readonly string[], { ids, unkId, fuse, bytes }: Rules): PieceTokens {
  const result = { ids: [] as number[], starts: [] as number[], ends: [] as number[] };
  const add = (id: number, start: number, end: number): void => {
    result.ids.push(id);
    result.starts.push(start);
    result.ends.push(end);
  };
  let at = 0;
  let afterUnknown = false;
  for (const part of parts) {
    const [start, end] = [at, at + part.length];
    at = end;
    const id = ids.get(part);
    const fallback = id === undefined && bytes ? byteTokens(part, ids) : undefined;
    const unknown = id === undefined ? !fallback : id === unkId;
    if (!unknown) for (const one of fallback ?? [id as number]) add(one, start, end);
    else if (fuse && afterUnknown) result.ends[result.ends.length - 1] = end;
    else if (unkId !== undefined) add(unkId, start, end);
    afterUnknown = unknown;
  }
  return result;
}

/** The tokens of a part's bytes, if all have one. */
function byteTokens(part: string, ids: ReadonlyMap<string, number>): number[] | undefined {
  const found = Array.from(Buffer.from(part), (byte) =>
    ids.get(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`),
  );
  return found.every((id) => id !== undefined) ? (found as number[]) : undefined;
}
