import { useState } from 'preact/hooks'
import { PageHead } from '../app/page-head.js'
import { FailureNotice } from '../base/failure-notice.js'
import { KeyButton } from '../base/key-button.js'
import { useShortcuts } from '../base/use-shortcuts.js'
import { intakeHash } from '../read-route.js'
import { FirstSteps } from './first-steps.js'
import { ReportSection } from './report-section.js'
import { RunLine } from './run-row.js'
import { sortRuns, type ListedRun, type RunGroupName } from './sort-runs.js'
import { runsMax, useRuns } from './use-runs.js'
import { WaitingLine } from './waiting-line.js'

const groupNames: readonly (readonly [RunGroupName, string])[] = [
  ['waits', 'Waits for you'],
  ['needs', 'Needs money or a hand'],
  ['runs', 'Going on'],
  ['ended', 'Ended'],
]
/** Rows of a group that are drawn; the rest on demand. */
const rowsStep = 40

/** All runs: what waits for people, what goes on, what ended. */
export function HomePage() {
  const { runs, projectKeys, failure, retry } = useRuns()
  const goToIntake = () => (location.hash = intakeHash)
  useShortcuts({ n: goToIntake })
  const groups = runs === null ? null : sortRuns(runs)
  const open = groups?.waits.length ?? 0
  document.title = open > 0 ? `(${open}) Assetloom` : 'Assetloom'
  return (
    <>
      <PageHead
        actions={
          <KeyButton kind="primary" keyLabel="N" onPress={goToIntake}>
            New list
          </KeyButton>
        }
      />
      <main class="home">
        <ReportSection />
        <WaitingLine />
        {failure === null ? null : <FailureNotice failure={failure} onRetry={retry} />}
        {groups === null ? (
          failure === null ? (
            <RowSkeletons />
          ) : null
        ) : runs?.length === 0 ? (
          <FirstSteps />
        ) : (
          groupNames.map(([name, title]) =>
            groups[name].length === 0 ? null : (
              <RunGroup key={name} title={title} runs={groups[name]} projectKeys={projectKeys} />
            ),
          )
        )}
        {runs !== null && runs.length >= runsMax ? (
          <p class="dim older-runs">
            The newest {runsMax} runs stand here. Older ones open by their address.
          </p>
        ) : null}
      </main>
    </>
  )
}

function RunGroup(props: {
  readonly title: string
  readonly runs: readonly ListedRun[]
  readonly projectKeys: ReadonlyMap<string, string>
}) {
  const { title, runs, projectKeys } = props
  const [shownMax, setShownMax] = useState(rowsStep)
  const left = runs.length - shownMax
  return (
    <section aria-label={title}>
      <h2 class="group-title">
        {title} <span class="dim figures">{runs.length}</span>
      </h2>
      <ul class="runs">
        {runs.slice(0, shownMax).map((listed) => (
          <li key={listed.run.runId}>
            <RunLine listed={listed} projectKey={projectKeys.get(listed.run.projectId) ?? ''} />
          </li>
        ))}
      </ul>
      {left > 0 ? (
        <button type="button" onClick={() => setShownMax(shownMax + rowsStep)}>
          Show {Math.min(left, rowsStep)} of {left} more
        </button>
      ) : null}
    </section>
  )
}

function RowSkeletons() {
  return (
    <div role="status">
      <span class="visually-hidden">Reading the runs</span>
      {[0, 1, 2].map((at) => (
        <div key={at} class="run-row skeleton" />
      ))}
    </div>
  )
}
