import type { LocalComfy } from './local-comfy.js'
import type { LocalGraphs } from './local-graphs.js'
import type { LocalKeeping } from './local-keeping.js'
import type { LocalModels } from './local-models.js'
import type { LocalStack } from './local-stack.js'

/** Where the CLI writes. Tests give their own. */
export interface Terminal {
  /** Data. */
  readonly writeOut: (text: string) => void
  /** Progress and messages. */
  readonly writeErr: (text: string) => void
  /** Whether messages go to a terminal that can redraw lines. */
  readonly isInteractive: boolean
  readonly columns: () => number
}

/** What a command gets from the process it runs in. */
export interface CliContext {
  readonly terminal: Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder that relative paths of the user are meant from. */
  readonly cwd: string
  /** Where the product lies: examples, package.json. */
  readonly packageRoot: string
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal
  /** Loaded only by the commands that start or ask the stack of this machine. */
  readonly loadLocalStack: () => Promise<LocalStack>
  /** Loaded only by the commands that keep a home: backup, restore, rebuild, gc. */
  readonly loadLocalKeeping: () => Promise<LocalKeeping>
  /** Loaded only by the commands about models. Absent where there are none. */
  readonly loadLocalModels?: () => Promise<LocalModels>
  /** Loaded only by the commands about graphs. Absent where there are none. */
  readonly loadLocalGraphs?: () => Promise<LocalGraphs>
  /** Loaded only by `fake-comfyui`. */
  readonly loadLocalComfy?: () => Promise<LocalComfy>
}

/** Options that every command takes. */
export interface GlobalOptions {
  readonly home?: string
  readonly url?: string
  readonly json?: boolean
  readonly color?: boolean
}
