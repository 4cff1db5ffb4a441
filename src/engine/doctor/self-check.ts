/** The outcome of a check of this machine. */
export interface SelfCheck {
  readonly name: string;
  readonly ok: boolean;
  /** What was checked; where it failed, what was found. */
  readonly detail: string;
}

/** Runs a check that gives what is wrong, or undefined; an error is what is wrong, too. */
export async function selfCheck(
  name: string,
  promise: string,
  findProblem: () => Promise<string | undefined>,
): Promise<SelfCheck> {
  try {
    const problem = await findProblem();
    return { name, ok: problem === undefined, detail: problem ?? promise };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
