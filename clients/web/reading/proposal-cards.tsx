import type { ProposalView } from '../../../core/http/spec-edits-api.js'
import { FailureNotice } from '../base/failure-notice.js'
import { KeyButton } from '../base/key-button.js'
import { SpecFacts } from '../spec/spec-facts.js'
import type { Proposals } from './use-proposals.js'

const stateWords: Readonly<Record<ProposalView['state'], string>> = {
  open: '',
  accepted: '✓ accepted',
  declined: '– dismissed',
  listed: '✓ the list has it by now',
}

interface ProposalsProps {
  readonly proposals: Proposals
}

/** What a language model proposes, a card each: nothing of it is made before somebody accepts it. */
export function ProposalCards({ proposals }: ProposalsProps) {
  const { list, open, failure, retry } = proposals
  const notice = failure === null ? null : <FailureNotice failure={failure} onRetry={retry} />
  if (list === undefined)
    return (
      <section class="proposals" aria-label="Proposals">
        {notice ?? <p class="dim">Reading the proposals …</p>}
      </section>
    )
  const settled = list.proposals.filter(({ state }) => state !== 'open')
  return (
    <section class="proposals" aria-label="Proposals">
      {notice}
      {open.length > 0 ? <BulkBar proposals={proposals} /> : null}
      {open.map((one) => (
        <Card key={one.key} proposal={one} proposals={proposals} />
      ))}
      {list.proposals.length === 0 ? <NoProposals /> : null}
      {settled.length === 0 ? null : <h3>{settled.length} decided</h3>}
      {settled.map((one) => (
        <Card key={one.key} proposal={one} proposals={proposals} />
      ))}
    </section>
  )
}

function BulkBar({ proposals: { open, chosen, choose, send, isBusy } }: ProposalsProps) {
  const count = chosen.size
  const isAll = count === open.length
  const isOff = count === 0 || isBusy
  return (
    <div class="row proposal-bar">
      <button type="button" onClick={() => choose(new Set(isAll ? [] : open.map(({ key }) => key)))}>
        {isAll ? 'Choose none' : `Choose all ${open.length}`}
      </button>
      <span class="dim" role="status">
        {count === 0
          ? 'Choose some, or decide one by one.'
          : `${count} ${count === 1 ? 'spec is' : 'specs are'} added, everything else stays.`}
      </span>
      <span class="spacer" />
      <KeyButton keyLabel="D" disabled={isOff} onPress={() => send('decline', [...chosen])}>
        Dismiss
      </KeyButton>
      <KeyButton kind="primary" keyLabel="A" disabled={isOff} onPress={() => send('accept', [...chosen])}>
        {count === 0 ? 'Accept' : `Accept ${count}`}
      </KeyButton>
    </div>
  )
}

function Card({ proposal, proposals }: ProposalsProps & { readonly proposal: ProposalView }) {
  const { key, lines, refinedBy, spec, state } = proposal
  const { chosen, choose } = proposals
  const isOpen = state === 'open'
  const toggle = (isChosen: boolean) =>
    choose(new Set(isChosen ? [...chosen, key] : [...chosen].filter((one) => one !== key)))
  return (
    <article class={`proposal ${isOpen ? '' : 'is-settled'}`} data-key={key} tabIndex={-1}>
      <div class="proposal-head">
        {isOpen ? (
          <input
            type="checkbox"
            checked={chosen.has(key)}
            aria-label={`Choose ${key}`}
            onChange={(event) => toggle(event.currentTarget.checked)}
          />
        ) : null}
        <strong>{key}</strong>
        <span class="dim">
          {linesWords(lines)}, {refinedBy} {stateWords[state]}
        </span>
      </div>
      <blockquote class="sentence-quote">{spec.source.text}</blockquote>
      {isOpen ? <SpecFacts spec={spec} /> : null}
      <Verbs proposal={proposal} proposals={proposals} />
    </article>
  )
}

function Verbs({ proposal, proposals }: ProposalsProps & { readonly proposal: ProposalView }) {
  const { key, state } = proposal
  const { send, isBusy } = proposals
  const verb = (what: 'accept' | 'decline', label: string) => (
    <button type="button" disabled={isBusy} onClick={() => send(what, [key])}>
      {label}
    </button>
  )
  if (state === 'declined') return <div class="row">{verb('accept', 'Accept after all')}</div>
  if (state !== 'open') return null
  return (
    <div class="row">
      {verb('accept', 'Accept')}
      {verb('decline', 'Dismiss')}
    </div>
  )
}

function NoProposals() {
  return (
    <div class="empty">
      <h2>No proposals</h2>
      <p>
        A language model proposes specs for sentences that the rules left open, when one is set up. Lists are
        read by rules without one.
      </p>
      <p class="dim">docs/guides/llm-refinement.md says how to name one.</p>
    </div>
  )
}

function linesWords(lines: readonly number[]): string {
  const shown = lines.slice(0, 8).join(', ')
  return `${lines.length === 1 ? 'line' : 'lines'} ${shown}${lines.length > 8 ? ' …' : ''}`
}
