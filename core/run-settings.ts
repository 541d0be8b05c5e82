/** Figures that a process may set for all runs (environment), not a run for itself. */
export interface RunSettings {
  /** Specs of one project in the generation stage at once. */
  readonly permitCap: number
}
