import type { ComponentChildren } from 'preact'
import type { RunView } from '../../../core/http/http-api.js'
import { providerNoteStart } from '../../../core/intake/intake-report.js'
import { KeyCap } from '../base/key-cap.js'
import { listHash } from '../read-route.js'

/** Why things are made by whom they are made; there are few such reasons. */
const makersMax = 4

interface HeldTitleProps {
  readonly run: RunView
  readonly count: number
  /** Specs that were made in an earlier run and stay. */
  readonly carried: number
  /** At the end of the line. */
  readonly children: ComponentChildren
}

/** What waits, who will make it, and the way to how the list was read. */
export function HeldTitle({ run, count, carried, children }: HeldTitleProps) {
  const makers = run.notes.flatMap(({ message }) =>
    message.startsWith(providerNoteStart) ? [message.slice(providerNoteStart.length)] : [],
  )
  const lost = run.notes.filter(({ kind }) => kind === 'not-understood').length
  return (
    <div class="held-title">
      <h2>
        Nothing is made yet: {count} {count === 1 ? 'spec waits' : 'specs wait'} for your look.
      </h2>
      <p class="dim">
        {carried === 0 ? null : `${carried} more stay as they are. `}
        <a href={listHash(run.runId)}>
          {lost === 0
            ? 'How the list was read'
            : `${lost} ${lost === 1 ? 'sentence was' : 'sentences were'} not understood`}
        </a>{' '}
        <KeyCap label="L" />
      </p>
      {/* A list of files says it of each spec. */}
      {[...new Set(makers)].slice(0, makersMax).map((text) => (
        <p key={text} class="dim">
          {text}
        </p>
      ))}
      <span class="spacer" />
      {children}
    </div>
  )
}
