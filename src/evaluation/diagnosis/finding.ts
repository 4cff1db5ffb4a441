/** Something about a run that is worth a look, with what to try next. */
export interface Diagnosis {
  /** A stable name in snake_case. */
  readonly code: string;
  /** One or two sentences, with the figures. */
  readonly message: string;
  /** A line of the config, as it is written there: `training.class_weights: balanced`. */
  readonly try: string;
}
