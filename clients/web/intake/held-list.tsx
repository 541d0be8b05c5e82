import { useMutation, useQuery } from '@tanstack/preact-query'
import { useState } from 'preact/hooks'
import { terminalRunStages } from '../../../core/run-options.js'
import { describeEstimate } from '../../progress/describe-estimate.js'
import { useApp } from '../app/app-context.js'
import { latePart } from '../app/late-part.js'
import { FailureNotice } from '../base/failure-notice.js'
import { KeyButton } from '../base/key-button.js'
import { useShortcuts } from '../base/use-shortcuts.js'
import { listHash, runHash } from '../read-route.js'
import { BecameList } from './became-list.js'
import { joinLines } from './join-lines.js'
import { ReadText } from './read-text.js'
import { useEstimate, useHeldList } from './use-intake.js'

const EditSheet = latePart(() => import('../spec/edit-sheet.js').then((part) => part.EditSheet))

interface HeldListProps {
  readonly runId: string
  readonly text: string
  readonly onEditText: () => void
  /** Specs were corrected: another run waits now. */
  readonly onRun: (runId: string) => void
  readonly onStarted: () => void
}

/** A list that was read and waits for Start: its text, what became of it, and what making it takes and costs. */
export function HeldList(props: HeldListProps) {
  const { runId, text } = props
  const { client, queries } = useApp()
  const held = useHeldList(runId)
  const { run } = held
  const [marked, setMarked] = useState<number | null>(null)
  const specs = useQuery({
    queryKey: ['run', runId, 'specs', run?.counts.specs],
    enabled: run !== undefined && run.counts.specs > 0,
    queryFn: () => client.listSpecs(runId),
  })
  const start = useMutation({
    mutationFn: () => client.resumeRun(runId),
    onSuccess: () => {
      props.onStarted()
      void queries.invalidateQueries({ queryKey: ['runs'] })
      location.hash = runHash(runId)
    },
  })
  const [editedKey, setEditedKey] = useState<string | null>(null)
  const isReady = run !== undefined && run.stage !== 'refining' && !start.isPending
  const begin = () => {
    if (isReady && run.counts.specs > 0) start.mutate()
  }
  useShortcuts({ 'ctrl+enter': begin, e: props.onEditText })
  const joined = joinLines(held.lines)
  return (
    <main class="intake-page is-read">
      <div class="read-side">
        <KeyButton keyLabel="E" onPress={props.onEditText} class="edit-text">
          Edit the text
        </KeyButton>
        <ReadText text={text} lines={joined} marked={marked} onMark={setMarked} />
      </div>
      <div class="intake-side">
        {held.failure === null ? null : <FailureNotice failure={held.failure} onRetry={held.retry} />}
        <Begun run={run} />
        <BecameList
          lines={joined}
          specs={new Map(specs.data?.map((spec) => [spec.specKey, spec]))}
          marked={marked}
          onMark={setMarked}
          onEdit={setEditedKey}
        />
        {held.total > held.lines.length ? <a href={listHash(runId)}>All {held.total} sentences</a> : null}
      </div>
      {editedKey === null || run === undefined ? null : (
        <EditSheet
          run={{ runId, revision: run.wishlistRevision, specs: specs.data ?? [], isHeld: true }}
          specKey={editedKey}
          onSaved={(accepted) => (setEditedKey(null), props.onRun(accepted.runId))}
          onClose={() => setEditedKey(null)}
        />
      )}
      <footer class="intake-foot">
        {start.error === null ? null : <FailureNotice failure={start.error} onRetry={begin} />}
        <EstimateText run={run} />
        <KeyButton
          kind="primary"
          keyLabel="Ctrl ↵"
          class="verb"
          onPress={begin}
          disabled={!isReady || run.counts.specs === 0}
        >
          {start.isPending ? 'Starting …' : 'Start'}
        </KeyButton>
      </footer>
    </main>
  )
}

/** The very same list was handed in before: there is nothing to start. */
function Begun({ run }: { readonly run: ReturnType<typeof useHeldList>['run'] }) {
  if (run === undefined || run.paused || run.stage === 'refining') return null
  const { stage, runId } = run
  const isOver = (terminalRunStages as readonly string[]).includes(stage)
  return (
    <div class="notice notice-warn" role="status">
      <span>This list was handed in before, and its run {isOver ? 'has ended' : 'goes on'}.</span>
      <a class="button" href={runHash(runId)}>
        Open the run
      </a>
    </div>
  )
}

function EstimateText({ run }: { readonly run: ReturnType<typeof useHeldList>['run'] }) {
  const estimate = useEstimate(run)
  return (
    <p role="status">
      {run === undefined || run.stage === 'refining' ? (
        <span class="dim">Reading the list …</span>
      ) : run.counts.specs === 0 ? (
        <span class="tone-warn">! No sentence made a spec: edit the text.</span>
      ) : estimate.data === undefined ? (
        <span class="dim">
          {estimate.error === null
            ? 'Reckoning what it takes …'
            : 'What it takes and costs cannot be told now.'}
        </span>
      ) : (
        <>
          {describeEstimate(estimate.data)}
          {estimate.data.warnings.map((text) => (
            <span key={text} class="tone-warn">
              {' '}
              ! {text}
            </span>
          ))}
        </>
      )}
    </p>
  )
}
