import type { SpecDetail, SpecRevisionView } from '../../../core/http/spec-edits-api.js'
import { KeyButton } from '../base/key-button.js'
import { TimeAgo } from '../base/time-ago.js'
import { listHash } from '../read-route.js'
import { SpecFacts } from './spec-facts.js'

const origins: Readonly<Record<SpecDetail['origin'], string>> = {
  list: 'from the list',
  hand: 'added by hand',
  model: 'proposed by a model and accepted',
}

interface SpecPanelProps {
  readonly detail: SpecDetail
  /** null where a newer revision takes the edits. */
  readonly onEdit: (() => void) | null
}

/** The whole spec: every field of its kind, the sentence it comes from, what was changed by hand, and how it was before. */
export function SpecPanel({ detail, onEdit }: SpecPanelProps) {
  const { spec, edit, revisions } = detail
  return (
    <section class="details" aria-label="The whole spec">
      <div class="row">
        <KeyButton
          keyLabel="E"
          disabled={onEdit === null}
          title={onEdit === null ? 'A newer revision of this list takes the edits.' : 'Change this spec (E)'}
          onPress={() => onEdit?.()}
        >
          Edit
        </KeyButton>
        {edit === null ? null : <span class="tone-warn">✎ changed by hand: {edit.words}</span>}
      </div>
      {edit?.message === undefined ? null : (
        <p class="tone-warn">
          ! {edit.message} <span class="dim">{edit.hint ?? ''}</span>
        </p>
      )}
      <SpecFacts spec={spec} />
      <h3>Where it comes from</h3>
      <Source detail={detail} />
      <h3>Revisions of this spec {revisions.length}</h3>
      <ol class="decisions">
        {revisions.map((one) => (
          <RevisionItem
            key={one.specRevisionId}
            revision={one}
            isShown={one.specRevisionId === detail.specRevisionId}
          />
        ))}
      </ol>
    </section>
  )
}

function Source({ detail }: { readonly detail: SpecDetail }) {
  const { runId, origin, refinedBy, spec } = detail
  const { source } = spec
  const by = refinedBy === 'rules' || refinedBy === 'hand' ? '' : `, ${refinedBy}`
  return (
    <>
      <p>
        <a href={listHash(runId)} title="How the list was read (L)">
          <code>
            {source.file}:{source.line}
          </code>
        </a>
        <span class="dim">
          {' '}
          {origins[origin]}
          {by}
        </span>
      </p>
      {source.text === '' ? null : <blockquote class="sentence-quote">{source.text}</blockquote>}
    </>
  )
}

function RevisionItem(props: { readonly revision: SpecRevisionView; readonly isShown: boolean }) {
  const { revision, isShown } = props
  return (
    <li class={isShown ? 'is-shown' : ''}>
      <strong class="figures">{revision.revision}</strong> <TimeAgo at={revision.createdAt} />
      <span class="dim">
        {' '}
        {revision.words === '' ? 'as first written' : revision.words}
        {isShown ? ' (shown)' : ''}
      </span>
    </li>
  )
}
