import type { ProjectSettings } from '../../../core/project-settings/project-settings.schema.js'
import type { ComfyLab } from './comfy-lab.js'

/** One thing that happens to pictures on their way through a ComfyUI, and what it may cost. */
export interface ComfyFault {
  readonly name: string
  /** Left out of `--set small`, because it takes long or because a sibling shows the same. */
  readonly onlyInAll?: boolean
  /** Servers with a host agent each; 1 unless said. */
  readonly hosts?: 1 | 2
  /** Faults of the first stand-in (docs/guides/stand-in.md), armed before the list is ordered; each has to happen. */
  readonly arm?: string
  /** Executions that may come to nothing; none unless said. */
  readonly losses?: number
  /** Submissions that may: prompts that waited on a server that died are lost without having run. As `losses` unless said. */
  readonly submissionsLost?: number
  /** Jobs that nobody will ever make. */
  readonly refused?: number
  /** `done` unless said. */
  readonly ends?: 'done' | 'cancelled'
  /** Length of the list, where the fault needs another one than all others. */
  readonly specs?: number
  /** Of the project, before its list is ordered. */
  settings?(lab: ComfyLab): ProjectSettings
  /** Gets a run that was ordered just now. Throws when what it sees is wrong. */
  hurt?(lab: ComfyLab, runId: string, random: () => number): Promise<void>
}

/** The one that is executed and those that a host keeps behind it. */
export const promptsOnAServer = 3
