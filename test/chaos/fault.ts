import type { Lab } from './lab.js'
import type { StackSettings } from './stack-settings.js'

/** One way to hurt a stack. */
export interface Fault {
  readonly name: string
  readonly review: 'auto' | 'person'
  /** Left out of `--set small`, because it takes long or because a sibling shows the same. */
  readonly onlyInAll?: boolean
  readonly stack?: StackSettings
  /** Lays out what the stack is to find; called before it starts, and it is started anew for it. */
  prepare?(lab: Lab): void
  /** How the run ends; `done` unless said. A cancelled run has no bundle, and as many variants as it got to. */
  readonly ends?: 'done' | 'cancelled'
  /** The bundle has other bytes than the undisturbed one, because the fault decides otherwise. */
  readonly otherBundle?: boolean
  /**
   * Gets a run that is under way, and hurts the stack. Throws when what it sees meanwhile is wrong. What its harm may
   * cost is told to the lab: `allowLosses`, `expectMoreDecisions`, `alsoJudge`.
   */
  hurt(lab: Lab, runId: string, random: () => number): Promise<void>
}

/** A fault of starting: no run is needed. Throws what is wrong. */
export interface StartFault {
  readonly name: string
  readonly onlyInAll?: boolean
  check(lab: Lab): Promise<void>
}
