import type { ReadingOutcome } from '../../../core/http/compose-reading.js'

interface OutcomeLook {
  readonly mark: string
  readonly label: string
  readonly tone: string
}

/** How an outcome looks: never colour alone. */
export const outcomeLooks: Readonly<Record<ReadingOutcome, OutcomeLook>> = {
  'not-understood': { mark: '?', label: 'not understood', tone: 'warn' },
  problem: { mark: '✕', label: 'rejected', tone: 'bad' },
  constraint: { mark: '§', label: 'rule', tone: 'quiet' },
  spec: { mark: '▪', label: 'spec', tone: 'quiet' },
  note: { mark: '·', label: 'note', tone: 'quiet' },
}
