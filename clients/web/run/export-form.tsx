import { useMutation } from '@tanstack/preact-query'
import type { RunView } from '../../../core/http/http-api.js'
import { useApp } from '../app/app-context.js'
import { ChoiceRow } from '../base/choice-row.js'
import { FailureNotice } from '../base/failure-notice.js'
import { exportKinds, isComplete, kindText, moreOf, type ExportChoice } from './export-choice.js'
import { ProfileField } from './profile-field.js'
import { ReleaseObjections } from './release-objections.js'

const targetsOffered = ['generic', 'pixi', 'godot']

interface ExportFormProps {
  readonly run: RunView
  readonly choice: ExportChoice
  readonly onChoose: (choice: ExportChoice) => void
  readonly onRequested: () => void
  readonly onClose: () => void
}

/** Which bundles are asked for: their kind, and either targets or a profile of the project. */
export function ExportForm({ run, choice, onChoose, onRequested, onClose }: ExportFormProps) {
  const { client } = useApp()
  const request = useMutation({
    mutationFn: () => client.requestBundles(run.runId, [...choice.targets], moreOf(choice)),
    onSuccess: onRequested,
  })
  // What was refused was another request.
  const choose = (change: Partial<ExportChoice>) => {
    request.reset()
    onChoose({ ...choice, ...change })
  }
  const isReady = isComplete(choice)
  const { says, verb } = kindText(choice.kind)
  const send = (event: Event) => {
    event.preventDefault()
    if (isReady && !request.isPending) request.mutate()
  }
  return (
    <form onSubmit={send}>
      <div class="row">
        <ChoiceRow
          label="Kind"
          choices={exportKinds}
          value={choice.kind}
          onChange={(kind) => choose({ kind })}
        />
        <span class="dim">{says}</span>
      </div>
      <ProfileField run={run} chosen={choice.profile} onChoose={(profile) => choose({ profile })} />
      {choice.profile === null ? (
        <Targets run={run} chosen={choice.targets} onChoose={(targets) => choose({ targets })} />
      ) : null}
      <div class="row">
        <button type="submit" class="primary" disabled={!isReady || request.isPending}>
          {request.isPending ? 'Asking …' : verb}
        </button>
        {isReady ? null : <span class="dim">Choose a target.</span>}
      </div>
      {request.error === null ? null : (
        <>
          <FailureNotice failure={request.error} onRetry={() => request.mutate()} />
          <ReleaseObjections failure={request.error} runId={run.runId} onGo={onClose} />
        </>
      )}
    </form>
  )
}

function Targets(props: {
  readonly run: RunView
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (targets: ReadonlySet<string>) => void
}) {
  const { run, chosen, onChoose } = props
  const toggle = (target: string, isOn: boolean) =>
    onChoose(new Set(isOn ? [...chosen, target] : [...chosen].filter((one) => one !== target)))
  return (
    <div class="row" role="group" aria-label="Targets">
      {[...new Set([...run.options.targets, ...targetsOffered])].map((target) => (
        <label key={target} class="check-label">
          <input
            type="checkbox"
            checked={chosen.has(target)}
            onChange={(event) => toggle(target, event.currentTarget.checked)}
          />{' '}
          {target}
        </label>
      ))}
    </div>
  )
}
