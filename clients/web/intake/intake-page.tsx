import { useEffect, useState } from 'preact/hooks'
import { PageHead } from '../app/page-head.js'
import { FailureNotice } from '../base/failure-notice.js'
import { KeyButton } from '../base/key-button.js'
import { useShortcuts } from '../base/use-shortcuts.js'
import { summariseDiff } from '../../progress/describe-revision.js'
import { DraftText } from './draft-text.js'
import { HeldList } from './held-list.js'
import { faultOf, keepDraft, readDraft, type IntakeDraft } from './intake-draft.js'
import { IntakeFields } from './intake-fields.js'
import { sampleList } from './sample-list.js'
import { useDraftDiff, useReadList } from './use-intake.js'

/** Where a list is handed in: the text on the left, what each sentence became on the right, then Start. */
export function IntakePage({ sample }: { readonly sample: boolean }) {
  const [draft, setDraft] = useState<IntakeDraft>(() => ({ ...readDraft(), ...(sample ? sampleList : {}) }))
  const [heldRunId, setHeldRunId] = useState<string | null>(null)
  const [isRefused, setRefused] = useState(false)
  const read = useReadList((accepted) => setHeldRunId(accepted.runId))
  const change = (part: Partial<IntakeDraft>) => setDraft((before) => ({ ...before, ...part }))
  const fault = faultOf(draft)
  const submit = () => {
    setRefused(fault !== '')
    if (fault === '' && !read.isPending) read.mutate(draft)
  }
  useEffect(() => {
    document.title = 'New list - Assetloom'
  }, [])
  useEffect(() => keepDraft(draft), [draft])
  useShortcuts(heldRunId === null ? { 'ctrl+enter': submit } : {})
  return (
    <>
      <PageHead title="New list" />
      {heldRunId === null ? (
        <main class="intake-page">
          <IntakeFields draft={draft} onChange={change} />
          <DraftText draft={draft} onChange={change} />
          <div class="intake-side">
            <DraftDiff draft={draft} />
            {read.error === null ? null : <FailureNotice failure={read.error} onRetry={submit} />}
          </div>
          <footer class="intake-foot">
            <p class={isRefused && fault !== '' ? 'tone-bad' : 'dim'} role="status">
              {isRefused && fault !== ''
                ? `! ${fault}`
                : 'Reading makes nothing yet: you see what became of every sentence, and what it costs.'}
            </p>
            <KeyButton
              kind="primary"
              keyLabel="Ctrl ↵"
              onPress={submit}
              disabled={read.isPending}
              class="verb"
            >
              {read.isPending ? 'Reading …' : 'Read it'}
            </KeyButton>
          </footer>
        </main>
      ) : (
        <HeldList
          key={heldRunId}
          runId={heldRunId}
          text={draft.text}
          onEditText={() => setHeldRunId(null)}
          onRun={setHeldRunId}
          onStarted={() => keepDraft(null)}
        />
      )}
    </>
  )
}

/** Before it is handed in: what is new in it, and what cannot be used. */
function DraftDiff({ draft }: { readonly draft: IntakeDraft }) {
  const { data } = useDraftDiff(draft, true)
  if (faultOf(draft) !== '')
    return (
      <div class="empty">
        <h2>What each sentence became stands here</h2>
        <p class="dim">
          Write on the left, or drop a file there. What nobody understands is shown first, then the specs,
          then what all of it takes and costs.
        </p>
        <p class="dim">A heading is the category of what follows; a comment or a rule holds for all of it.</p>
      </div>
    )
  return (
    <div role="status">
      {data === undefined ? null : (
        <p>{data === null ? 'A new project: everything in it is new.' : summariseDiff(data)}</p>
      )}
      <p class="dim">What each sentence became stands here as soon as it was read.</p>
      {data?.problems.map((one) => (
        <p key={`${one.line}${one.message}`}>
          <span class="tone-bad">✕</span> <code>line {one.line}</code> {one.message}{' '}
          <span class="dim">{one.hint}</span>
        </p>
      ))}
    </div>
  )
}
