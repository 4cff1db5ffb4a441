/** A model on the Hub, at a branch, a tag or a commit. */
export interface ModelId {
  /** `org/name`, or `name` for the oldest models. */
  readonly id: string;
  readonly revision: string;
}

/** The revision of a model of which none is named. */
const DEFAULT_REVISION = "main";

const ID = /^[A-Za-z0-9_][\w.-]*(?:\/[A-Za-z0-9_][\w.-]*)?$/u;
const REVISION = /^[\w.+-]+(?:\/[\w.+-]+)*$/u;
const COMMIT = /^[0-9a-f]{40}$/u;
const LONGEST_ID = 96;

/** A model by its text, `org/name`, `name` or either with `@revision`; undefined where the text is none. */
export function parseModelId(text: string): ModelId | undefined {
  const at = text.indexOf("@");
  const id = at < 0 ? text : text.slice(0, at);
  const revision = at < 0 ? DEFAULT_REVISION : text.slice(at + 1);
  // The Hub allows neither in an id: they stand for the slash in the cache, and for the folder above.
  if (!ID.test(id) || id.length > LONGEST_ID || id.includes("--") || id.includes("..")) return undefined;
  return isRevision(revision) ? { id, revision } : undefined;
}

/** Whether the text can name a branch, a tag or a commit, and is safe as a path below `refs/`. */
export function isRevision(text: string): boolean {
  return REVISION.test(text) && !text.split("/").some((part) => part === "." || part.includes(".."));
}

/** Whether a revision is a whole commit hash, which never changes its meaning. */
export function isCommit(revision: string): boolean {
  return COMMIT.test(revision);
}
