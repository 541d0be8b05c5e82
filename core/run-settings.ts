/** Figures that a process may set for all runs (environment), not a run for itself. */
export interface RunSettings {
  /** Specs of one project in the generation stage at once. */
  readonly permitCap: number
  /** A spec in line for a permit that has not asked for so long does not make others wait. Absent = 30 s. */
  readonly permitWaitMs?: number
  /** What a job costs by provider, millionths of the currency. Absent = what it cost before, else nothing. */
  readonly prices?: Readonly<Record<string, number>>
}
