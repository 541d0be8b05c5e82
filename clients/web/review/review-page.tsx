import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { terminalRunStages } from '../../../core/run-options.js'
import { useMe } from '../account/use-me.js'
import { useApp } from '../app/app-context.js'
import { PageKeys } from '../app/page-keys.js'
import { FailureNotice } from '../base/failure-notice.js'
import { KeyButton } from '../base/key-button.js'
import { LiveStrip } from '../run/live-strip.js'
import { RunHead } from '../run/run-head.js'
import { isRunSheet, RunSheetPlace } from '../run/run-sheet.js'
import { AllDecided } from './all-decided.js'
import { AsidePanel } from './aside-panel.js'
import type { AssignSheetProps } from './assign-sheet.js'
import { ConflictNotices } from './conflict-notice.js'
import { DecisionBar } from './decision-bar.js'
import { describeNoSpecs } from './describe-no-specs.js'
import { latePart, preloadWhenIdle } from '../app/late-part.js'
import { ReviewActions } from './review-actions.js'
import { ReviewDesk } from './review-desk.js'
import { onSaved, pageActions } from './page-actions.js'
import { SheetPreviewLater } from './sheet-preview-later.js'
import { SpecQueue } from './spec-queue.js'
import { SpecTitle } from './spec-title.js'
import { StageArea, stageParts } from './stage-area.js'
import { ReviewPlaceContext, useDeskChanges, useReview, type ReviewPlace } from './use-desk.js'
import { useReviewKeys } from './use-review-keys.js'
import { readGameColour } from './view-options.js'

const BulkSheet = latePart(() => import('./bulk-sheet.js').then((part) => part.BulkSheet))
const RejectSheet = latePart(() => import('./reject-sheet.js').then((part) => part.RejectSheet))
const RegenerateSheet = latePart(() => import('./regenerate-sheet.js').then((part) => part.RegenerateSheet))
const HeldDesk = latePart(() => import('./held-desk.js').then((part) => part.HeldDesk))
const AssignSheet = latePart<AssignSheetProps>(() =>
  import('./assign-sheet.js').then((part) => part.AssignSheet),
)

export interface ReviewPageProps {
  readonly runId: string
  /** The spec that the address names. */
  readonly specKey: string | null
}

/** One run: its specs on the left, the variants of the chosen one, and the verbs. */
export function ReviewPage({ runId, specKey }: ReviewPageProps) {
  const app = useApp()
  const place = useMemo<ReviewPlace>(() => {
    const desk = new ReviewDesk(app, runId, specKey)
    return { desk, actions: new ReviewActions(desk, pageActions(desk)) }
  }, [runId])
  useEffect(() => () => place.desk.close(), [place])
  useEffect(() => preloadWhenIdle([RejectSheet, RegenerateSheet, BulkSheet, ...stageParts]), [])
  useEffect(() => {
    if (specKey !== null && specKey !== place.desk.specKey) place.desk.showSpec(specKey)
  }, [specKey])
  return (
    <ReviewPlaceContext.Provider value={place}>
      <PageKeys />
      <Desk />
    </ReviewPlaceContext.Provider>
  )
}

function Desk() {
  const { desk } = useReview()
  useDeskChanges(desk)
  useReviewKeys()
  const { run, store } = desk
  const root = useRef<HTMLDivElement>(null)
  const waiting = run?.counts.waitingForReview ?? 0
  useEffect(() => {
    if (run !== null) document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${run.wishlistName} - Assetloom`
  }, [run?.wishlistName, waiting])
  const { me } = useMe()
  useEffect(() => {
    if (me !== null) desk.together.setSelf(me.handle)
  }, [me?.handle])
  const gameColour = readGameColour(run?.projectId ?? '')
  useLayoutEffect(() => root.current?.style.setProperty('--game-colour', gameColour), [gameColour])
  return (
    <div class="page-root" ref={root}>
      <Head />
      <div class="notices">
        {store.failure === null ? null : (
          <FailureNotice failure={store.failure} onRetry={() => void store.refresh()} />
        )}
        <ConflictNotices />
        <AllDecided />
      </div>
      {desk.isHeld ? (
        <HeldDesk />
      ) : (
        <>
          {run === null ? null : (
            <LiveStrip
              {...{ run, jobs: desk.live.jobs, hosts: desk.live.hosts }}
              onChoose={(key) => desk.showSpec(key)}
            />
          )}
          <Table />
        </>
      )}
      <OpenSheet />
    </div>
  )
}

function Head() {
  const { desk, actions } = useReview()
  const { run, specs, connection } = desk.store
  if (run === null) return null
  return (
    <RunHead
      run={run}
      specs={specs}
      connection={connection}
      keptDecisions={desk.reviewer.offlineCount}
      isHeld={desk.isHeld}
      onAction={(action) => actions.act(action)}
      onChanged={() => void desk.store.refresh()}
    />
  )
}

function Table() {
  const { desk } = useReview()
  const { run, spec, variant, store } = desk
  return (
    <div class="desk">
      <SpecQueue />
      <main class="work">
        {spec === null ? <div class="spec-title" /> : <SpecTitle spec={spec} />}
        {spec === null ? <Nothing /> : <StageArea spec={spec} />}
        <DecisionBar />
      </main>
      {run === null || spec === null || !store.specsLoaded ? (
        <aside class="aside" aria-label="Details" />
      ) : (
        <AsidePanel run={run} spec={spec} variant={variant} />
      )}
    </div>
  )
}

function Nothing() {
  const { desk, actions } = useReview()
  const { run, store } = desk
  if (!store.specsLoaded || run === null) return <div class="stage-area" aria-busy="true" />
  return (
    <div class="stage-area">
      <div class="empty">
        <p>{describeNoSpecs(run)}</p>
        {terminalRunStages.includes(run.stage) ? (
          <p class="row">
            <KeyButton keyLabel="L" onPress={() => actions.act('list')}>
              {run.problems.length > 0 ? 'See what is wrong with each line' : 'See the list'}
            </KeyButton>
          </p>
        ) : null}
      </div>
    </div>
  )
}

function OpenSheet() {
  const { desk } = useReview()
  const { sheet, run } = desk
  if (sheet === null) return null
  if (typeof sheet === 'object' && isRunSheet(sheet))
    return run === null ? null : (
      <RunSheetPlace
        {...{ sheet, run }}
        onSaved={(accepted, specKey) => onSaved(desk, accepted, specKey)}
        onChanged={() => void desk.store.refresh()}
        onClose={() => desk.openSheet(null)}
      />
    )
  if (sheet === 'assign') return run === null ? null : <AssignSheet run={run} />
  if (sheet === 'sheet') return <SheetPreviewLater />
  if (sheet === 'approveAll' || sheet === 'regenerateRejected') return <BulkSheet key={sheet} kind={sheet} />
  return sheet.kind === 'reject' ? (
    <RejectSheet variant={sheet.variant} />
  ) : (
    <RegenerateSheet variant={sheet.variant} />
  )
}
